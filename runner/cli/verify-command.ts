import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { standardOutput } from '../terminal/output';
import { verdictLines } from '../terminal/verdict-lines';
import { paragraphOf } from '../verify/paragraph';
import { checkPdf } from '../verify/pdf';
import { verifyBundle } from '../verify/verify-bundle';
import type { Verdict } from '../verify/verdict';
import { CommandError } from './command-error';
import type { ExitCode } from './exit-code';

/** The options of `verify`, as typed. */
export interface VerifyOptions {
	readonly ca?: string;
	readonly checkpoint?: string;
	readonly record?: string;
	readonly key?: string;
	readonly json?: boolean;
}

/** `offboardiq verify FILE.pdf | BUNDLE`: reads files and nothing else. 0 when it holds, 1 when it does not. */
export async function verifyCommand(path: string, options: VerifyOptions): Promise<ExitCode> {
	const verdict = await verdictOn(resolve(path), options);
	if (options.json) {
		process.stdout.write(`${JSON.stringify({ ...verdict, says: paragraphOf(verdict) })}\n`);
	} else {
		const lines = verdictLines(verdict, standardOutput());
		process.stdout.write(lines.map((line) => `${line}\n`).join(''));
	}
	return verdict.holds ? 0 : 1;
}

async function verdictOn(path: string, options: VerifyOptions): Promise<Verdict> {
	const found = await stat(path).catch((cause: unknown) => {
		throw new CommandError(`${path} is not there.`, { cause });
	});
	const checkpoint =
		options.checkpoint === undefined ? null : await textOf(options.checkpoint, '--checkpoint');
	if (found.isDirectory())
		return await verifyBundle(path, { checkpoint, key: options.key ?? null });
	if (await isPdf(path)) {
		const trustedCa = options.ca === undefined ? undefined : await textOf(options.ca, '--ca');
		const recordSha256 =
			options.record === undefined ? undefined : await sha256Of(options.record, '--record');
		return await checkPdf(await readFile(path), {
			...(trustedCa === undefined ? {} : { trustedCa }),
			...(recordSha256 === undefined ? {} : { recordSha256 }),
		});
	}
	throw new CommandError(
		`${path} is neither a PDF record nor a bundle of the audit log (offboardiq audit export --bundle).`,
	);
}

async function isPdf(path: string): Promise<boolean> {
	const file = await open(path, 'r');
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0);
		return buffer.subarray(0, bytesRead).toString('latin1') === '%PDF-';
	} finally {
		await file.close();
	}
}

async function sha256Of(path: string, option: string): Promise<string> {
	const bytes = await readFile(resolve(path)).catch((cause: unknown) => {
		throw new CommandError(`${option} ${path} can not be read.`, { cause });
	});
	return createHash('sha256').update(bytes).digest('hex');
}

async function textOf(path: string, option: string): Promise<string> {
	return await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
		throw new CommandError(`${option} ${path} can not be read.`, { cause });
	});
}
