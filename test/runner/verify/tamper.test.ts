import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AuditDesk } from '../../../runner/audit/desk';
import { openDatabase } from '../../../runner/database/open';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import { leaver, scratch, wholeRun } from '../audit/scene';
import { Files } from './files';
import { cutTail, randomFrom, rechain, signAnew } from './forge';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 });

const SEED = 20_261_126;
const TAMPERS = 1_000;

/** A log with runs, wipes, records, a new key in the middle and a person who was erased, and bundles of it. */
async function makeLog(people: number): Promise<{ early: string; bundle: string }> {
	const folder = scratch();
	const db = await openDatabase(folder, {});
	const reports = join(folder, 'reports');
	mkdirSync(reports);
	const audit = new AuditDesk(db);
	const request = { from: null, personal: true, actor: 'ben' };
	for (let n = 0; n < people; n += 1) {
		await wholeRun(db, reports, leaver(n));
		if (n === 3) await audit.rollKey('ben');
	}
	await audit.erase(await audit.erasable(leaver(1).upn), 'ben');
	const early = join(folder, 'early');
	await audit.exportBundle({ folder: early, ...request });
	await wholeRun(db, reports, leaver(people));
	const bundle = join(folder, 'bundle');
	await audit.exportBundle({ folder: bundle, ...request });
	await db.destroy();
	return { early, bundle };
}

let early: string;
let bundle: string;
let files: Files;
let stranger: Files;
/** The last checkpoint, as it would stand in a record that somebody has. */
let newest: string;
let random: (below: number) => number;

beforeAll(async () => {
	({ early, bundle } = await makeLog(8));
	files = new Files(bundle);
	stranger = new Files((await makeLog(3)).bundle);
	newest = JSON.parse(files.lines('checkpoints.jsonl').at(-1) ?? '') as string;
	random = randomFrom(SEED);
});

afterAll(() => files.putBack());

const LISTS = ['entries.jsonl', 'checkpoints.jsonl', 'subjects.jsonl'];
const anyOf = <T>(all: readonly T[]): T => all[random(all.length)] as T;

/** What is done to the lines of one of the lists. */
function relined(change: (lines: string[], at: number) => void): () => void {
	return () => {
		const name = anyOf(LISTS);
		const lines = files.lines(name);
		change(lines, random(lines.length));
		files.setLines(name, lines);
	};
}

const KINDS: Readonly<Record<string, () => void>> = {
	'a bit is flipped': () => {
		const name = anyOf(files.names);
		const bytes = Buffer.from(files.bytes(name));
		const at = random(bytes.length);
		bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
		files.set(name, bytes);
	},
	'a line is deleted': relined((lines, at) => lines.splice(at, 1)),
	'a line is doubled': relined((lines, at) => lines.splice(at, 0, lines[at] ?? '')),
	'a line stands in another place too': relined((lines, at) =>
		lines.splice(random(lines.length + 1), 0, lines[at] ?? ''),
	),
	'two lines are swapped': relined((lines, at) => {
		const other = random(lines.length);
		[lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? ''];
	}),
	'the tail is cut': () => cutTail(files, random(files.lines('checkpoints.jsonl').length - 1)),
	'it is chained anew': () => rechain(files, random(files.lines('entries.jsonl').length)),
	'it is signed anew under our name': () => signAnew(files, 0, false),
	'it is signed anew under another': () => signAnew(files, random(20), true),
	'entries of another organisation stand in it': () => {
		const lines = files.lines('entries.jsonl');
		const theirs = stranger.lines('entries.jsonl');
		lines.splice(random(lines.length), 1 + random(5), ...theirs.slice(random(10), 10 + random(9)));
		files.setLines('entries.jsonl', lines);
	},
	'checkpoints of another organisation stand in it': () => {
		const lines = files.lines('checkpoints.jsonl');
		lines.splice(random(lines.length), 1, anyOf(stranger.lines('checkpoints.jsonl')));
		files.setLines('checkpoints.jsonl', lines);
	},
	'a record is another one, or gone, or one too many': () => {
		const [first = '', second = ''] = files.names.filter((name) => name.endsWith('.pdf'));
		const kind = random(3);
		if (kind === 0) files.set(first, files.bytes(second));
		if (kind === 1) files.remove(second);
		if (kind === 2) files.set(join('reports', 'OFF-2026-999999.pdf'), files.bytes(first));
	},
	'a list is gone': () => files.remove(anyOf(LISTS)),
};

/** What is whole by itself: only somebody who has a checkpoint from elsewhere can tell. */
const ONLY_AGAINST_ANOTHER = new Set(['the tail is cut', 'it is signed anew under another']);

describe('a bundle', () => {
	it('holds as it was exported, also against the newest checkpoint', async () => {
		expect(await verifyBundle(bundle, { checkpoint: newest })).toMatchObject({ holds: true });
		expect(await verifyBundle(bundle)).toMatchObject({ holds: true });
	});

	it('that was changed in any way does not: a thousand ways, every one of them found', async () => {
		const kinds = Object.keys(KINDS);
		const missed: string[] = [];
		let done = 0;
		for (let n = 0; done < TAMPERS; n += 1) {
			const kind = kinds[n % kinds.length] ?? '';
			KINDS[kind]?.();
			if (files.isChanged) {
				done += 1;
				const given = ONLY_AGAINST_ANOTHER.has(kind) ? { checkpoint: newest } : {};
				const verdict = await verifyBundle(bundle, given);
				if (verdict.holds) missed.push(`${kind}, number ${n}`);
			}
			files.putBack();
		}
		expect(missed).toEqual([]);
		expect(done).toBe(TAMPERS);
		expect(await verifyBundle(bundle)).toMatchObject({ holds: true });
	});

	it('of an older state holds by itself, and not against a newer checkpoint', async () => {
		expect(await verifyBundle(early)).toMatchObject({ holds: true });
		const { holds, findings } = await verifyBundle(early, { checkpoint: newest });
		expect(holds).toBe(false);
		expect(findings.filter((finding) => !finding.holds)).toEqual([
			{
				check: 'newer checkpoint',
				holds: false,
				says: expect.stringMatching(
					/^The log had \d+ entries on .*: entries \d+ to \d+ were cut off\.$/,
				),
			},
		]);
	});

	it('names the first bad entry', async () => {
		const lines = files.lines('entries.jsonl');
		lines[16] = (lines[16] ?? '').replace(/"actor":"\w+"/, '"actor":"mallory"');
		files.setLines('entries.jsonl', lines);
		const { findings } = await verifyBundle(bundle);
		expect(findings.find(({ holds }) => !holds)?.says).toBe(
			'Entry 17 was changed: its hash is another.',
		);
		files.putBack();
	});
});
