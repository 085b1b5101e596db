// One table for all figures: each bench prints its rows as it goes.

/** The head of the table. */
export function head() {
	console.log('| figure | measured | target | met | peer |');
	console.log('|---|---|---|---|---|');
}

/**
 * @param {string} figure what was measured
 * @param {string} measured the value, with its unit
 * @param {{ target?: string, met?: boolean, peer?: string }} [against] leave out where there is no target; peer: what
 *   others reach at the same, and whether they published it or we measured it
 */
export function row(figure, measured, { target = '', met, peer = '-' } = {}) {
	const verdict = met === undefined ? '' : met ? 'yes' : 'NO';
	console.log(`| ${figure} | ${measured} | ${target} | ${verdict} | ${peer} |`);
	if (met === false) process.exitCode = 1;
}

/** The middle of several numbers. */
export function median(numbers) {
	const sorted = [...numbers].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}
