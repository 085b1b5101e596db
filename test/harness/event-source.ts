import { get, type IncomingMessage } from 'node:http';
import type { Browser } from './portal';

/** One message as a browser takes it out of a stream. */
export interface Told {
	readonly id: number | null;
	readonly event: string;
	readonly data: string;
}

/** An open stream. */
export interface Listening {
	readonly status: number;
	readonly type: string;
	/** What was told so far, the oldest first. */
	readonly told: readonly Told[];
	/** Everything that came, comments included. */
	raw(): string;
	readonly ended: Promise<void>;
	readonly leave: () => void;
}

/** Opens a stream as a browser that knows some of it already. @param lastId what it says in `Last-Event-ID` */
export function listenTo(
	url: string,
	browser: Browser,
	lastId: number | null = null,
): Promise<Listening> {
	const headers: Record<string, string> = { cookie: browser.cookie ?? '' };
	if (lastId !== null) headers['last-event-id'] = String(lastId);
	return new Promise((resolve, reject) => {
		const request = get(url, { headers }, (response) => {
			resolve(listening(response, () => request.destroy()));
		});
		request.on('error', reject);
	});
}

function listening(response: IncomingMessage, leave: () => void): Listening {
	const told: Told[] = [];
	let raw = '';
	let rest = '';
	response.setEncoding('utf8').on('data', (piece: string) => {
		raw += piece;
		const parts = (rest + piece).split('\n\n');
		rest = parts.pop() ?? '';
		told.push(...parts.filter((part) => !part.startsWith(':')).map(messageOf));
	});
	response.on('error', () => undefined);
	const ended = new Promise<void>((end) => response.on('close', end));
	const type = response.headers['content-type'] ?? '';
	return { status: response.statusCode ?? 0, type, told, raw: () => raw, ended, leave };
}

function messageOf(text: string): Told {
	const of = (name: string) =>
		text
			.split('\n')
			.filter((line) => line.startsWith(`${name}: `))
			.map((line) => line.slice(name.length + 2));
	const [id] = of('id');
	return {
		id: id === undefined ? null : Number(id),
		event: of('event')[0] ?? '',
		data: of('data').join('\n'),
	};
}
