import { finished } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkApart } from '../../../runner';
import {
	connectSandbox,
	joined,
	offboarded,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

let portal: TestPortal;
let ada: Browser;
let viewer: Browser;
let foreign: Browser;
let run: string;
let record: Buffer;

beforeAll(async () => {
	portal = await testPortal();
	ada = await owner(portal, 'ada@first.example');
	viewer = await joined(portal, ada, 'vera@first.example', 'viewer');
	foreign = await owner(portal, 'eve@second.example');
	run = await offboarded(portal, ada, await connectSandbox(portal, ada));
	record = await ada.download(`/reports/${run}`);
}, 120_000);

afterAll(() => portal.close());

async function check(browser: Browser, bytes: Uint8Array) {
	const form = new FormData();
	form.set('file', new Blob([new Uint8Array(bytes)], { type: 'application/pdf' }), '=cmd|<b>.pdf');
	const { status, text } = await browser.upload('/verify', form);
	return { status, text: text.replaceAll('<wbr>', '') };
}

describe('a record that somebody uploads', () => {
	it('holds, and is the very file that was made here', async () => {
		const { status, text } = await check(viewer, record);
		expect(status).toBe(200);
		expect(text).toContain('<b>It holds</b>');
		// There is no authority here: nothing is wrong with that, and nothing is shown by it.
		expect(text).toMatch(/>Timestamp<\/th>(?:(?!<\/tr>)[^])*>None</);
		expect(text).toContain(`It is the very file that was made here as ${run}.`);
		expect(text).not.toContain('=cmd|');
	});

	it('says of whom and what it is, and that a simulation is no evidence', async () => {
		const { text } = await check(viewer, record);
		const facts = /<dl class="facts box now-facts"[^]*?<\/dl>/.exec(text)?.[0] ?? '';
		const { employee } = (await portal.runner.run(run))?.offboarding ?? {};
		for (const said of [
			run,
			employee?.displayName,
			employee?.userPrincipalName,
			'An offboarding, simulated',
		]) {
			expect(facts).toContain(said ?? 'nobody');
		}
		expect(text).toContain('<b>It tells of a simulation.</b>');
		expect(text).not.toContain('class="note s-done"');
		await ada.post(`/offboardings/${run}/check`);
		const later = await check(viewer, await ada.download(`/reports/${run}/addenda/1`));
		expect(later.text).toContain('A later check of an offboarding, simulated');
		expect(later.text).toContain(`<code>${run}-A1</code>`);
	}, 60_000);

	it('does not hold with one byte changed, or with something added', async () => {
		const changed = Buffer.from(record);
		const at = Math.floor(changed.length / 2);
		changed[at] = (changed[at] ?? 0) ^ 1;
		const added = Buffer.concat([record, Buffer.from('\n%more')]);
		for (const bytes of [changed, added]) {
			const { text } = await check(ada, bytes);
			expect(text).toContain('It does not hold: do not rely on it');
			expect(text).not.toContain('<b>It holds</b>');
			// Nothing that it says is passed on.
			expect(text).not.toContain('class="facts box now-facts"');
		}
	});

	it('of another organisation is checked, and nothing is said of whose it is', async () => {
		const { text } = await check(foreign, record);
		expect(text).toContain('<b>It holds</b>');
		expect(text).not.toContain('made here');
	});

	it('is refused in words where it is no record, too large, or not there', async () => {
		expect((await check(ada, Buffer.from('hello'))).text).toContain('It does not hold');
		const large = await check(ada, Buffer.alloc(5_000_001));
		expect(large.status).toBe(400);
		expect(large.text).toContain('larger than 5 MB');
		const none = await ada.upload('/verify', new FormData());
		expect(none.status).toBe(400);
		expect(none.text).toContain('Choose the PDF of a record.');
		expect((await ada.post('/verify')).status).toBe(400);
	});

	it('is read by nobody who is not signed in', async () => {
		const answer = await check(portal.browser(), record);
		expect([answer.status, answer.text]).toEqual([303, expect.not.stringContaining('holds')]);
	});
});

/** A PDF with one page and one attachment, which is a megabyte here and a gigabyte when it is unpacked. */
async function bomb(): Promise<Uint8Array> {
	const packed: Buffer[] = [];
	const deflate = createDeflate().on('data', (piece: Buffer) => packed.push(piece));
	for (let times = 0; times < 64; times++) {
		await new Promise((done) => deflate.write(Buffer.alloc(16 * 1024 * 1024), done));
	}
	deflate.end();
	await finished(deflate);
	const stream = Buffer.concat(packed).toString('latin1');
	const objects = [
		'<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>>>',
		'<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<<>>>>',
		`<</Type/EmbeddedFile/Length ${stream.length}/Filter/FlateDecode>>\nstream\n${stream}\nendstream`,
		'<</Type/Filespec/F(a)/UF(a)/EF<</F 4 0 R>>>>',
	];
	let text = '%PDF-1.7\n';
	const lines = objects.map((object, at) => {
		const from = text.length;
		text += `${at + 1} 0 obj\n${object}\nendobj\n`;
		return `${String(from).padStart(10, '0')} 00000 n \n`;
	});
	const table = `xref\n0 6\n0000000000 65535 f \n${lines.join('')}`;
	text += `${table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
	return new Uint8Array(Buffer.from(text, 'latin1'));
}

it('a small file that unpacks to a gigabyte is given up before it takes the memory of the server', async () => {
	const file = await bomb();
	expect(file.length).toBeLessThan(2_000_000);
	const before = process.memoryUsage.rss();
	let most = before;
	const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 10);
	const { holds, findings } = await checkApart(file);
	clearInterval(look);
	expect(holds).toBe(false);
	expect(findings[0]?.says).toContain('more time or memory');
	expect((most - before) / 1_000_000).toBeLessThan(900);
}, 60_000);

it('a file that takes too long is given up, and the thread with it', async () => {
	const began = Date.now();
	const { holds, findings } = await checkApart(new Uint8Array(record), {}, 1);
	expect(holds).toBe(false);
	expect(findings[0]?.says).toContain('more time or memory');
	expect(Date.now() - began).toBeLessThan(10_000);
});
