import type { Finding, Verdict } from '../verify/verdict';
import { shapeOf } from './marks';
import { strong, tint, type Output } from './output';
import { plain, wrap } from './text';

/** What a file is worth, in one paragraph, and below it what was looked at. */
export function verdictLines(verdict: Verdict, output: Output): string[] {
	const { findings, holds } = verdict;
	const width = Number.isFinite(output.columns) ? Math.min(output.columns, 100) : output.columns;
	const [first = '', ...rest] = wrap(paragraphOf(verdict), width);
	return [
		strong(output, first),
		...rest,
		...(findings.length > 0 ? [''] : []),
		...findings.flatMap((finding) => findingLines(finding, output, width)),
		...(holds ? [] : ['', 'Do not rely on it.']),
	];
}

/** One paragraph: first the verdict, then what does not hold, or what does. */
export function paragraphOf({ findings, holds }: Verdict): string {
	const bad = findings.filter((finding) => !finding.holds);
	if (holds) return `It holds: nothing in it was changed since it was signed.${limitOf(findings)}`;
	const why = bad.map(({ check, says }) => `${capital(check)}: ${says}`).join(' ');
	const good = findings.filter((finding) => finding.holds).map(({ check }) => check);
	const rest = good.length === 0 ? '' : ` What holds: ${good.join(', ')}.`;
	return `It does not hold. ${plain(why)}${rest}`;
}

/** What nobody can tell from a bundle alone. */
function limitOf(findings: readonly Finding[]): string {
	const isBundle = findings.some(({ check }) => check === 'bundle');
	const isCompared = findings.some(({ check }) => check === 'newer checkpoint');
	if (!isBundle || isCompared) return '';
	return ' Whether newer entries were cut off, or all of it was signed anew with another key, only a checkpoint from elsewhere can show (--checkpoint), such as the one in a record.';
}

/** Where the sentences begin: behind the longest name of a check. */
const COLUMN = 20;

function findingLines({ check, holds, says }: Finding, output: Output, width: number): string[] {
	const mark = holds ? 'done' : 'failed';
	const head = `${shapeOf(mark, false)} ${capital(check)} `.padEnd(COLUMN);
	const [first = '', ...rest] = wrap(plain(says), width - COLUMN);
	return [`${tint(output, mark, head)}${first}`, ...rest.map((line) => ' '.repeat(COLUMN) + line)];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
