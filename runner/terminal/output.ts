import type { StatusMark } from '../../nodes/shared/step/vocabulary';

/** Where lines for people go, and what that place can show. */
export interface Output {
	write(text: string): void;
	/** True when lines may be drawn over: a terminal that understands it. */
	readonly live: boolean;
	readonly colour: boolean;
	/** Columns; Infinity where lines are not drawn but kept (a file, a pipe). */
	readonly columns: number;
}

const ESCAPE = '\u001b[';

/** Colour repeats what shape and word already say. Unknown has none, because it is not known. */
const CODE: Readonly<Record<StatusMark, string>> = {
	done: '32',
	accepted: '34',
	skipped: '33',
	blocked: '35',
	failed: '31',
	unknown: '1',
	waiting: '36',
	running: '1',
	pending: '2',
};

/** The process's own standard output, as far as it and the environment allow. */
export function standardOutput(
	stream: NodeJS.WriteStream = process.stdout,
	env: NodeJS.ProcessEnv = process.env,
): Output {
	const terminal = stream.isTTY === true && env.TERM !== 'dumb';
	return {
		write: (text) => {
			stream.write(text);
		},
		live: terminal && !env.CI,
		colour: terminal && !env.NO_COLOR,
		columns: terminal ? stream.columns || 80 : Number.POSITIVE_INFINITY,
	};
}

/** Colours a text that already has its shape and word. */
export function tint(output: Pick<Output, 'colour'>, mark: StatusMark, text: string): string {
	return output.colour ? `${ESCAPE}${CODE[mark]}m${text}${ESCAPE}0m` : text;
}

/** For the one line of a screen that matters most. */
export function strong(output: Pick<Output, 'colour'>, text: string): string {
	return output.colour ? `${ESCAPE}1m${text}${ESCAPE}0m` : text;
}

/** Takes the last lines back, so that they can be drawn anew. Only for a live output. */
export function eraseLines(count: number): string {
	return count === 0 ? '' : `\r${`${ESCAPE}1A`.repeat(count - 1)}${ESCAPE}0J`;
}
