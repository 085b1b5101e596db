import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chain, genesis, lineOf, type Unchained } from '../../../runner/audit/chain';
import { hashedPacks } from '../../../runner/verify/hashes/hashed-packs';
import { LineError } from '../../../runner/verify/lines';

const folder = mkdtempSync(join(tmpdir(), 'oiq-hashes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COUNT = 12_000;
const [CHANGED, NO_LINE] = [7_001, 9_999];

/** A log of several packs, in which one entry was changed and one line is none of ours. */
function log(): { readonly file: string; readonly lines: readonly string[] } {
	let prev = genesis('test');
	const lines: string[] = [];
	for (let seq = 1; seq <= COUNT; seq += 1) {
		const entry: Unchained = {
			...{ seq, ts: '2026-11-26T10:00:00.000Z', type: 'test.made', actor: 'ben', run: null },
			...{ subject: seq % 3 === 0 ? 's' : null, facts: { name: `Zoë ${'x'.repeat(seq % 400)}` } },
			body: seq % 3 === 0 ? Buffer.alloc(seq % 90, seq).toString('base64') || 'AA==' : null,
		};
		const hash = chain(prev, entry);
		lines.push(lineOf({ ...entry, prev, hash }));
		prev = hash;
	}
	lines[CHANGED] = (lines[CHANGED] ?? '').replace('ben', 'eve');
	lines[NO_LINE] = '{"seq":10000}';
	const file = join(folder, 'entries.jsonl');
	writeFileSync(file, `${lines.join('\n')}\n`);
	return { file, lines };
}

async function soundOf(
	file: string,
	largeBytes: number,
): Promise<[packs: number, sound: number[]]> {
	const sound: number[] = [];
	let packs = 0;
	for await (const hashed of hashedPacks(file, largeBytes)) {
		packs += 1;
		sound.push(...hashed.sound);
	}
	return [packs, sound];
}

describe('the lines of a log, hashed', () => {
	it.each([
		['here', Number.POSITIVE_INFINITY],
		['in a thread', 0],
	])('%s: each as it stands, in its order', async (_, largeBytes) => {
		const { file } = log();
		const [packs, sound] = await soundOf(file, largeBytes);
		expect(packs).toBeGreaterThan(3);
		expect(sound).toHaveLength(COUNT);
		expect(sound.flatMap((one, at) => (one === 1 ? [] : [at]))).toEqual([CHANGED, NO_LINE]);
	});

	it('in a thread that ends with whoever stops reading', async () => {
		const before = threads();
		for await (const { sound } of hashedPacks(log().file, 0)) {
			expect(sound[0]).toBe(1);
			break;
		}
		expect(threads()).toBe(before);
	});

	it('in a thread, of a file that is cut off', async () => {
		const before = threads();
		const file = join(folder, 'cut.jsonl');
		writeFileSync(file, log().lines.join('\n'));
		await expect(soundOf(file, 0)).rejects.toThrow(LineError);
		expect(threads()).toBe(before);
	});
});

const threads = (): number =>
	process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker')
		.length;
