import type { Response } from 'express';

/** One message of a stream. */
export interface Message {
	/** What the browser says in `Last-Event-ID` when it comes back; left out: nothing new. */
	readonly id?: number;
	/** Left out: markup that takes the place of the watched part of the page. */
	readonly event?: string;
	readonly data: string;
}

/** A browser that takes nothing in any more is let go at this many bytes; it comes back and is told what it missed. */
const MOST_WAITING = 1_048_576;

/** Messages as they are sent, made once however many they are sent to. */
export const encoded = (messages: readonly Message[]): Buffer =>
	Buffer.from(messages.map(textOf).join(''));

const OPEN = encoded([{ event: 'open', data: '' }]);
/** A comment for whoever is in between, and a message for the page: what hears no comments knows by it that all is well. */
const BEAT = Buffer.concat([Buffer.from(': beat\n\n'), encoded([{ event: 'beat', data: '' }])]);

/** An answer that stays open and tells what happens, as `text/event-stream`. */
export class EventStream {
	readonly #response: Response;

	constructor(response: Response) {
		this.#response = response;
	}

	/** Sends the head, and a first message, so that the browser knows that it is really told. */
	open(): void {
		const response = this.#response;
		response.status(200).set({
			'Content-Type': 'text/event-stream; charset=utf-8',
			// A proxy that gathers or compresses would keep the events to itself.
			'Cache-Control': 'no-store, no-transform',
			'X-Accel-Buffering': 'no',
		});
		// Ten thousand of these stay open for hours: what draws a page and what calls the next handler would be kept with
		// each for nothing.
		response.locals = {};
		response.req.next = undefined;
		response.flushHeaders();
		this.send(OPEN);
	}

	/** @param bytes of `encoded`: what belongs together is in one piece, and everybody is sent the same bytes */
	send(bytes: Buffer): void {
		if (bytes.length === 0 || this.#response.writableEnded) return;
		this.#response.write(bytes);
		if (this.#response.writableLength > MOST_WAITING) this.#response.destroy();
	}

	/** So that nobody takes silence for the end, or the end for silence. */
	beat(): void {
		this.send(BEAT);
	}

	end(): void {
		this.#response.end();
	}
}

function textOf({ id, event, data }: Message): string {
	const lines = [
		...(id === undefined ? [] : [`id: ${id}`]),
		...(event === undefined ? [] : [`event: ${event}`]),
		...data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`),
	];
	return `${lines.join('\n')}\n\n`;
}
