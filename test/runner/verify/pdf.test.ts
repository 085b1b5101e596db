import { beforeAll, describe, expect, it } from 'vitest';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { checkData } from '../../../runner/verify/pdf/check-data';
import { checkSignature } from '../../../runner/verify/pdf/check-signature';
import { checkSteps } from '../../../runner/verify/pdf/check-steps';
import { checkPdf } from '../../../runner/verify/pdf';
import { readRecord, type ReadRecord } from '../../../runner/verify/pdf/read-record';
import { allDone, call, simulated } from '../../harness/offboardings';
import { draw } from '../../nodes/shared/record/pdf/draw';
import { ecKeys, makeSigned } from '../../harness/signing';

let pdf: Buffer;
let caPem: string;
let leafPem: string;
let read: ReadRecord;

beforeAll(async () => {
	const keys = await ecKeys();
	caPem = keys.caPem;
	leafPem = keys.leafPem;
	({ pdf } = await makeSigned(allDone(), keys.credential));
	read = await readRecord(pdf);
});

const brokenIn = async (bytes: Uint8Array, trustedCa?: string) => {
	const verdict = await checkPdf(bytes, trustedCa === undefined ? {} : { trustedCa });
	const broken = verdict.findings.filter(({ holds }) => !holds);
	expect(verdict.holds).toBe(broken.length === 0);
	return broken.map(({ check }) => check);
};

describe('a record', () => {
	it('holds as it was made, under its CA, and gives back what it is about', async () => {
		const verdict = await checkPdf(pdf, { trustedCa: caPem });
		expect(verdict.findings.filter(({ holds }) => !holds)).toEqual([]);
		expect(verdict.record).toMatchObject(allDone());
	});

	it('names the fingerprint to compare where no CA is given, and fails under another one', async () => {
		const { findings } = await checkPdf(pdf);
		const certificate = findings.find(({ check }) => check === 'certificate');
		expect(certificate?.says).toMatch(/self-made CA with SHA-256 [0-9A-F:]{95}: compare it/);
		const other = await ecKeys();
		expect(await brokenIn(pdf, other.caPem)).toEqual(['certificate']);
	});

	it('does not hold with any byte changed', async () => {
		const isBroken = (bytes: Buffer) =>
			checkSignature(bytes, undefined).findings.some(({ holds }) => !holds);
		expect(isBroken(pdf)).toBe(false);
		const flipped = (at: number) => {
			const changed = Buffer.from(pdf);
			changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
			return changed;
		};
		const text = pdf.toString('latin1');
		const start = text.indexOf('/Contents <') + '/Contents <'.length;
		const end = text.indexOf('>', start);
		for (let at = 20; at < pdf.length; at += 997) {
			if (at < start || at > end) expect(isBroken(flipped(at)), `byte ${at}`).toBe(true);
		}
		// Of the signature itself: the two certificates, the signature value, and the zeros behind it.
		for (const pem of [leafPem, caPem]) {
			const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64').toString('hex');
			const at = text.indexOf(der, start);
			expect(at).toBeGreaterThan(start);
			expect(isBroken(flipped(at + der.length - 40)), pem).toBe(true);
		}
		expect(isBroken(flipped(end - 20))).toBe(true);
		const value = start + text.slice(start, end).replace(/0+$/, '').length;
		expect(isBroken(flipped(value - 30))).toBe(true);
		const changed = Buffer.from(pdf);
		changed.writeUInt8(changed.readUInt8(pdf.length - 3000) ^ 1, pdf.length - 3000);
		expect(await brokenIn(changed)).toContain('signature');
	});

	it('does not hold with anything added, cut off or left out', async () => {
		expect(await brokenIn(Buffer.concat([pdf, Buffer.from('\n')]))).toEqual(['whole file']);
		expect(await brokenIn(pdf.subarray(0, -1))).toContain('signature');
		const text = pdf.toString('latin1');
		const range = /\/ByteRange \[0 (\d+) (\d+) (\d+)\]/.exec(text);
		const [whole = '', length = '', second = '', rest = ''] = range ?? [];
		const wider = `/ByteRange [0 ${length} ${Number(second) + 10} ${Number(rest) - 10}]`;
		expect(await brokenIn(Buffer.from(text.replace(whole, wider), 'latin1'))).toContain(
			'signature',
		);
	});

	it('does not hold with a second signature added behind it', async () => {
		const more = Buffer.from(`\n9999 0 obj\n<</ByteRange [0 10 20 30] /Contents <00>>>\nendobj\n`);
		expect(await brokenIn(Buffer.concat([pdf, more]))).toContain('signature');
	});

	it('that was never signed says so', async () => {
		expect(await brokenIn(await draw(simulated()))).toEqual(['signature']);
	});

	it.each([
		['nothing', Buffer.alloc(0)],
		['no PDF', Buffer.from('hello')],
		['half a PDF', Buffer.from('%PDF-1.7\n1 0 obj\n<<')],
	])('is never an error: %s', async (_name, bytes) => {
		expect((await checkPdf(bytes)).holds).toBe(false);
	});
});

describe('the data and the pages', () => {
	const changed = (steps: (steps: Offboarding['steps']) => Offboarding['steps']): Offboarding => {
		const run = allDone();
		return { ...run, steps: steps(run.steps) };
	};
	const brokenSteps = (run: Offboarding) =>
		checkSteps(run, read)
			.filter(({ holds }) => !holds)
			.map(({ check, says }) => `${check}: ${says}`);

	it('are found apart when another status is on the pages', () => {
		const run = changed((steps) =>
			steps.map((step) =>
				step.key === 'forwardEmail' ? { ...step, status: 'failed', verified: false } : step,
			),
		);
		expect(brokenSteps(run)).toEqual([
			'pages and data: The data say "6 Forward email: Failed", and the pages do not.',
		]);
	});

	it('have a gap when a step is not there', () => {
		const run = changed((steps) => steps.filter(({ key }) => key !== 'revokeSessions'));
		expect(brokenSteps(run)[0]).toBe(
			'nine steps: Step 3, Revoke sessions, does not say how it ended.',
		);
	});

	it('show a device that was wiped twice, and one that was asked again after a refusal does not count', () => {
		const wipe = (status: number | null) =>
			call(4, {
				method: 'POST',
				status,
				path: '/v1.0/deviceManagement/managedDevices/D-1/wipe',
			});
		const withWipes = (...statuses: (number | null)[]) =>
			changed((steps) =>
				steps.map((step) =>
					step.key === 'wipeDevices' ? { ...step, calls: statuses.map(wipe) } : step,
				),
			);
		expect(brokenSteps(withWipes(429, 503, 204))).toEqual([]);
		expect(brokenSteps(withWipes(204, 204))[0]).toContain('2 were sent to the device d-1');
		expect(brokenSteps(withWipes(null, 204))[0]).toContain('2 were sent');
	});

	it('are found apart when other data are attached', () => {
		const [[name] = ['']] = [...read.attachments];
		const other = Buffer.from(JSON.stringify(simulated()));
		const { findings, record } = checkData({ ...read, attachments: new Map([[name, other]]) });
		expect(findings.map(({ holds }) => holds)).toEqual([false]);
		expect(record).toEqual(simulated());
		const text = Buffer.from('{"schema":"something"}');
		const strange = checkData({ ...read, attachments: new Map([[name, text]]) });
		expect(strange.record).toBeNull();
		expect(checkData({ ...read, attachments: new Map() }).findings[0]?.holds).toBe(false);
	});
});
