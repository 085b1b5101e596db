import type { ShownEntry } from '../audit/shown-entry';
import type { Output } from './output';
import { plain, wrap } from './text';

/** How far what belongs to an entry is moved in. */
const INDENT = '        ';

/** One entry for a person: number, time, what, and about whom. */
export function auditLines(entry: ShownEntry, output: Pick<Output, 'columns'>): string[] {
	const { seq, ts, what, actor, run } = entry;
	const time = `${ts.slice(0, 19).replace('T', ' ')} UTC`;
	const simulated = run?.startsWith('SIM-') ? ', simulated' : '';
	const about = run === null ? '' : `  ${plain(run)}${simulated}`;
	const who = personOf(entry);
	const said = `${plain(what)}, by ${plain(actor)}.${who === null ? '' : ` ${who}`}`;
	return [
		`${String(seq).padStart(6)}  ${time}${about}`,
		...wrap(said, output.columns - INDENT.length).map((line) => `${INDENT}${line}`),
	];
}

/** The person an entry is about, as far as it says so. */
function personOf({ personal, erased }: ShownEntry): string | null {
	if (erased) return 'Personal data erased.';
	if (typeof personal !== 'object' || personal === null) return null;
	const { employee, user, target, message } = personal as Record<string, unknown>;
	if (typeof employee === 'object' && employee !== null) {
		const { displayName, userPrincipalName } = employee as Record<string, unknown>;
		return `${plain(String(displayName))}, ${plain(String(userPrincipalName))}.`;
	}
	if (typeof user === 'string') return `For ${plain(user)}.`;
	if (typeof target === 'string') return `${plain(target)}.`;
	return typeof message === 'string' ? plain(message) : null;
}
