import { Worker } from 'node:worker_threads';
import type { SigningCredential } from '../../evidence/signingCredential';
import type { MadeRecord } from './job';
import type { Answer, Order } from './messages';

/** A record to make, with the name of its key. */
export interface Hand {
	readonly job: Order['job'];
	readonly signing:
		| { readonly kind: 'none' }
		| { readonly kind: 'impossible'; readonly reason: string }
		| {
				readonly kind: 'credential';
				readonly name: string;
				readonly credential: SigningCredential;
		  };
}

interface Waiting {
	readonly hand: Hand;
	/** Null: this thread broke, somebody else has to make it. */
	readonly resolve: (record: MadeRecord | null) => void;
	readonly reject: (error: Error) => void;
}

interface Member {
	readonly worker: Worker;
	/** What it is at. */
	readonly waiting: Map<number, Waiting>;
	/** The keys it was given. */
	readonly keys: Set<string>;
	/** It has answered once, so threads are allowed here. */
	isProven: boolean;
}

/**
 * What a record leaves behind is short-lived, and a thread that may let much of it pile up does: each took 60 MiB more
 * and was no faster.
 */
const LIMITS = { maxYoungGenerationSizeMb: 12 };

/** A few worker threads, started when there is work and none is free. They never keep the process alive by themselves. */
export class Crew {
	readonly #file: string;
	readonly #most: number;
	readonly #forbidden: () => void;
	readonly #members: Member[] = [];
	#lastId = 0;

	/** @param forbidden told when a thread can not be started here */
	constructor(file: string, most: number, forbidden: () => void) {
		this.#file = file;
		this.#most = most;
		this.#forbidden = forbidden;
	}

	/** @returns null when no thread can be had, or the one that was at it broke */
	async make(hand: Hand): Promise<MadeRecord | null> {
		const member = this.#free();
		if (!member) return null;
		return await new Promise((resolve, reject) => {
			this.#order(member, { hand, resolve, reject });
		});
	}

	#free(): Member | null {
		const [least] = [...this.#members].sort((a, b) => a.waiting.size - b.waiting.size);
		if (least && (least.waiting.size === 0 || this.#members.length >= this.#most)) return least;
		return this.#start() ?? least ?? null;
	}

	#start(): Member | null {
		try {
			// No environment: what is in it is not for whoever draws.
			const worker = new Worker(this.#file, { env: {}, execArgv: [], resourceLimits: LIMITS });
			const member: Member = { worker, waiting: new Map(), keys: new Set(), isProven: false };
			worker.on('message', (answer: Answer) => this.#answered(member, answer));
			worker.on('error', () => this.#lost(member));
			worker.on('exit', () => this.#lost(member));
			worker.unref();
			this.#members.push(member);
			return member;
		} catch {
			this.#forbidden();
			return null;
		}
	}

	#order(member: Member, waiting: Waiting): void {
		const id = (this.#lastId += 1);
		const { job, signing } = waiting.hand;
		member.waiting.set(id, waiting);
		// While somebody waits for it, the process has to.
		member.worker.ref();
		if (signing.kind !== 'credential') {
			member.worker.postMessage({ id, job, signing } satisfies Order);
			return;
		}
		const { name } = signing;
		const credential = member.keys.has(name) ? null : signing.credential;
		member.keys.add(name);
		const key = { kind: 'key', name, credential } as const;
		member.worker.postMessage({ id, job, signing: key } satisfies Order);
	}

	#answered(member: Member, answer: Answer): void {
		const waiting = member.waiting.get(answer.id);
		member.waiting.delete(answer.id);
		member.isProven = true;
		if (member.waiting.size === 0) member.worker.unref();
		if (!waiting) return;
		const { hand, resolve, reject } = waiting;
		if (answer.kind === 'made') resolve(answer.record);
		else if (answer.kind === 'failed') reject(new Error(answer.message));
		else if (hand.signing.kind === 'credential') {
			member.keys.delete(hand.signing.name);
			this.#order(member, waiting);
		}
	}

	/** What it was at is made elsewhere. A thread that never answered is one that is not allowed. */
	#lost(member: Member): void {
		const at = this.#members.indexOf(member);
		if (at < 0) return;
		this.#members.splice(at, 1);
		if (!member.isProven) this.#forbidden();
		for (const { resolve } of member.waiting.values()) resolve(null);
		member.waiting.clear();
	}
}
