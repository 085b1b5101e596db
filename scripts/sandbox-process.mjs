// A sandbox tenant in a process of its own, so that what it costs is not counted as ours.
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = join(
	resolve(dirname(fileURLToPath(import.meta.url)), '..'),
	'runner/bin/offboardiq.js',
);

/**
 * @param {string[]} args options of `offboardiq sandbox`, without --port
 * @param {string[]} command what else prints a connection once it is ready, instead of `offboardiq sandbox`
 * @returns {Promise<{ connection: object, users: () => Promise<string[]>, close: () => Promise<void> }>}
 */
export async function startSandboxProcess(args, command = [BIN, 'sandbox', '--port', '0']) {
	const child = spawn(process.execPath, [...command, ...args], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = new Promise((end) => child.on('close', end));
	const line = await new Promise((found, failed) => {
		let text = '';
		child.stdout.on('data', (chunk) => {
			text += chunk;
			if (text.includes('\n')) found(text.split('\n')[0]);
		});
		child.on('close', () => failed(new Error('The sandbox ended before it was ready.')));
	});
	const connection = JSON.parse(line);
	return {
		connection,
		users: async () => {
			const answer = await fetch(`${connection.graphBaseUrl}/_state`);
			const { users } = await answer.json();
			return users.map(
				({ userPrincipalName, profile }) => userPrincipalName ?? profile.userPrincipalName,
			);
		},
		close: async () => {
			child.kill();
			await ended;
		},
	};
}
