import type { Facts } from './acts';

/** An entry as it may be shown. */
export interface ShownEntry {
	readonly seq: number;
	readonly ts: string;
	readonly type: string;
	/** In words. */
	readonly what: string;
	readonly actor: string;
	readonly run: string | null;
	readonly facts: Facts;
	/** What it says of a person; null where it says nothing. */
	readonly personal: unknown;
	readonly erased: boolean;
	readonly hash: string;
}

/** Where a log stands. */
export interface LogPosition {
	/** How many entries it has. */
	readonly size: number;
	/** Hash of the last one, base64. */
	readonly head: string;
	/** How many of them the last checkpoint covers. */
	readonly signed: number;
}
