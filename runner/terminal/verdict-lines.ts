import { capital, paragraphOf } from '../verify/paragraph';
import type { Finding, Verdict } from '../verify/verdict';
import { shapeOf } from './strip';
import { strong, tint, type Output } from './output';
import { plain, wrap } from './text';

/** What a file is worth, in one paragraph, and below it what was looked at. */
export function verdictLines(verdict: Verdict, output: Output): string[] {
	const { findings, holds } = verdict;
	const width = Number.isFinite(output.columns) ? Math.min(output.columns, 100) : output.columns;
	const [first = '', ...rest] = wrap(plain(paragraphOf(verdict)), width);
	return [
		strong(output, first),
		...rest,
		...(findings.length > 0 ? [''] : []),
		...findings.flatMap((finding) => findingLines(finding, output, width)),
		...(holds ? [] : ['', 'Do not rely on it.']),
	];
}

/** Where the sentences begin: behind the longest name of a check. */
const COLUMN = 20;

function findingLines(finding: Finding, output: Output, width: number): string[] {
	const { check, holds, says } = finding;
	const mark = finding.isAbsent ? 'skipped' : holds ? 'done' : 'failed';
	const head = `${shapeOf(mark, false)} ${capital(check)} `.padEnd(COLUMN);
	const [first = '', ...rest] = wrap(plain(says), width - COLUMN);
	return [`${tint(output, mark, head)}${first}`, ...rest.map((line) => ' '.repeat(COLUMN) + line)];
}
