import { plain } from '../terminal/text';

/** What somebody typed cannot be used. `message` is the one line they get. */
export class CommandError extends Error {
	override readonly name = 'CommandError';
}

/**
 * Any error as the one line on stderr that the contract promises. Messages of ours name the cause and the next step;
 * of anything else the first line is shown, and `OFFBOARDIQ_DEBUG=1` shows the rest.
 */
export function oneLine(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	const text = message.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
	return plain(text.trim()) || 'It stopped without a reason. Set OFFBOARDIQ_DEBUG=1 to see more.';
}

/** The stacks of an error and of its causes, for whoever set OFFBOARDIQ_DEBUG=1. */
export function stacksOf(error: unknown): string {
	const stacks: string[] = [];
	let current = error;
	while (current instanceof Error && stacks.length < 8) {
		stacks.push(current.stack ?? current.message);
		current = current.cause;
	}
	return stacks.join('\ncaused by: ');
}
