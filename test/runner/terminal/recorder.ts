import type { Output } from '../../../runner/terminal/output';

/** An output that keeps what was written. A pipe unless told otherwise. */
export function recorder(more: Partial<Output> = {}): Output & { text(): string } {
	let written = '';
	return {
		live: false,
		colour: false,
		columns: Number.POSITIVE_INFINITY,
		...more,
		write: (text) => {
			written += text;
		},
		text: () => written,
	};
}
