import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** What a command ended with. */
export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

const BIN = join(__dirname, '..', '..', 'runner', 'bin', 'offboardiq.js');

/** Starts the real command line in a process of its own. */
export function startCommand(
	args: readonly string[],
	options: { cwd?: string; env?: Record<string, string>; nodeArgs?: readonly string[] } = {},
): { child: ChildProcess; ended: Promise<Ended>; line: () => Promise<string> } {
	const child = spawn(process.execPath, [...(options.nodeArgs ?? []), BIN, ...args], {
		cwd: options.cwd,
		// Whatever this machine's terminal wants must not decide what a test sees.
		env: { PATH: process.env.PATH ?? '', ...options.env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let stdout = '';
	let stderr = '';
	child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
	const line = new Promise<string>((resolve, reject) => {
		child.stdout?.on('data', (chunk: Buffer) => {
			stdout += chunk.toString('utf8');
			const end = stdout.indexOf('\n');
			if (end >= 0) resolve(stdout.slice(0, end));
		});
		child.on('close', () => reject(new Error(`It ended before its first line: ${stderr}`)));
	});
	line.catch(() => undefined);
	const ended = new Promise<Ended>((resolve) => {
		child.on('close', (code) => resolve({ code, stdout, stderr }));
	});
	return { child, ended, line: () => line };
}

/** Runs the real command line to its end. */
export const command = (
	args: readonly string[],
	options: Parameters<typeof startCommand>[1] = {},
): Promise<Ended> => startCommand(args, options).ended;
