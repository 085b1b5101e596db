// Real runner processes that are killed again and again (`kill -9`) and started anew.
import { spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { childEnv } from '../child-env.mjs';

const BIN = fileURLToPath(new URL('../../runner/bin/offboardiq.js', import.meta.url));

/** A request has come in: what it asks for is done, and whoever sent it may be dead before the answer is written. */
const CAME_IN = 'http.server.request.start';
/** Every second kill comes that moment, the others up to so much later, milliseconds. */
const LATER_MS = 40;

/**
 * Keeps so many runners at work on one database. Every so many requests one of them is killed, until enough were; then
 * they are left alone. By requests, not by the clock: on a busy machine a second may be no time at all.
 */
export class Runners {
	/** How many were killed so far. */
	kills = 0;
	/** What a runner said that went wrong on our side, each once. */
	troubles = new Set();
	#options;
	#until;
	#ready = new Set();
	#children = new Set();
	#left = 1;
	#stopped = false;
	#loops;
	#onRequest = () => this.#count();

	/**
	 * @param {{ count: number, kills: number, forMs: number, every: number, args: string[], env: Record<string, string> }} options
	 *   every: requests between two kills, on average; forMs: after that nobody is killed any more
	 */
	constructor(options) {
		this.#options = options;
		this.#until = Date.now() + options.forMs;
		this.#draw();
		subscribe(CAME_IN, this.#onRequest);
		this.#loops = Array.from({ length: options.count }, () => this.#keep());
	}

	/** Asks all of them to stop; resolves when they have. */
	async stop() {
		this.#stopped = true;
		unsubscribe(CAME_IN, this.#onRequest);
		for (const child of this.#children) child.kill('SIGTERM');
		await Promise.all(this.#loops);
	}

	async #keep() {
		while (!this.#stopped) {
			const child = this.#start();
			const [code, signal] = await new Promise((resolve) => {
				child.once('close', (...ended) => resolve(ended));
			});
			this.#children.delete(child);
			this.#ready.delete(child);
			if (signal === 'SIGKILL') this.kills += 1;
			else if (!this.#stopped) this.troubles.add(`a runner ended with ${code ?? signal}`);
		}
	}

	#count() {
		this.#left -= 1;
		if (this.#left > 0 || this.#ready.size === 0) return;
		if (this.kills >= this.#options.kills || Date.now() > this.#until) return;
		this.#draw();
		const all = [...this.#ready];
		const chosen = all[Math.floor(Math.random() * all.length)];
		this.#ready.delete(chosen);
		if (Math.random() < 0.5) chosen.kill('SIGKILL');
		else setTimeout(() => chosen.kill('SIGKILL'), Math.random() * LATER_MS);
	}

	#draw() {
		this.#left = 1 + Math.floor(Math.random() * 2 * this.#options.every);
	}

	#start() {
		const { args, env } = this.#options;
		const command = [BIN, 'start', '--role', 'runner', '--json', ...args];
		const child = spawn(process.execPath, command, {
			stdio: ['ignore', 'pipe', 'inherit'],
			env: childEnv(env),
		});
		this.#children.add(child);
		createInterface({ input: child.stdout }).on('line', (line) => {
			const { event, what, reason } = JSON.parse(line);
			if (event === 'ready') this.#ready.add(child);
			if (event === 'trouble') this.troubles.add(`${what}: ${reason}`);
		});
		return child;
	}
}
