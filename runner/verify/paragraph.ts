import type { Finding, Verdict } from './verdict';

/** A verdict in one paragraph: first whether it holds, then what does not, or what does. */
export function paragraphOf({ findings, holds }: Verdict): string {
	const bad = findings.filter((finding) => !finding.holds);
	if (holds) return `It holds: nothing in it was changed since it was signed.${limitOf(findings)}`;
	const why = bad.map(({ check, says }) => `${capital(check)}: ${says}`).join(' ');
	const good = findings.filter((finding) => finding.holds).map(({ check }) => check);
	const rest = good.length === 0 ? '' : ` What holds: ${good.join(', ')}.`;
	return `It does not hold. ${why}${rest}`;
}

/** What nobody can tell from a bundle alone. */
function limitOf(findings: readonly Finding[]): string {
	const isBundle = findings.some(({ check }) => check === 'bundle');
	const isCompared = findings.some(({ check }) => check === 'newer checkpoint');
	if (!isBundle || isCompared) return '';
	return ' Whether newer entries were cut off, or all of it was signed anew with another key, only a checkpoint from elsewhere can show (--checkpoint), such as the one in a record.';
}

/** As a check is called where a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
