import { PeopleListError, readPeopleList, type Person, type PersonLine } from '../../runner';
import type { Visitor } from '../accounts/visitor';
import type { Tenant } from '../connection/tenants';
import type { Services } from '../services';

/** A line of a list, and who of the tenant's directory it names. */
export interface CheckedLine extends PersonLine {
	/** Null where the line can't be used. */
	readonly person: Person | null;
}

/** A list as it would be started. */
export interface CheckedList {
	readonly good: readonly CheckedLine[];
	readonly bad: readonly CheckedLine[];
	/** Lines of people who stand further up already. */
	readonly twice: readonly PersonLine[];
	/** Columns that were passed over. */
	readonly unused: readonly string[];
}

/** More devices than this are erased only when a second person agrees, which nobody can be asked for yet. */
export const MOST_PEOPLE = 25;

/**
 * Reads a list and looks everybody up in the directory as it was synced: nobody is asked of the tenant yet.
 *
 * @throws PeopleListError where it is no list, or too long a one
 */
export async function checkedList(
	{ runner }: Services,
	visitor: Visitor,
	tenant: Tenant,
	text: string,
): Promise<CheckedList> {
	const { lines, twice, unused } = readPeopleList(withHead(text));
	if (lines.length > MOST_PEOPLE) {
		throw new PeopleListError(
			`it names ${lines.length} people. Take at most ${MOST_PEOPLE} at a time: more need the agreement of a second person, which can not be given here yet.`,
		);
	}
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const checked: CheckedLine[] = [];
	const seen = new Map<string, number>();
	for (const line of lines) {
		if (line.problem !== null) {
			checked.push({ ...line, person: null });
			continue;
		}
		const person = await runner.directory.named(place, line.user);
		const before = person ? seen.get(person.id) : undefined;
		const problem = problemOf(line, person, before, visitor);
		if (person && problem === null) seen.set(person.id, line.line);
		checked.push({ ...line, problem, person: problem === null ? person : null });
	}
	return {
		good: checked.filter(({ problem }) => problem === null),
		bad: checked.filter(({ problem }) => problem !== null),
		...{ twice, unused },
	};
}

function problemOf(
	{ user }: PersonLine,
	person: Person | null,
	before: number | undefined,
	visitor: Visitor,
): string | null {
	if (!person) return `${user} is not among the synced employees. Check the address, or sync first`;
	if (before !== undefined) return `the same person as line ${before}`;
	const own = visitor.email.toLowerCase();
	const isOwn = [person.userPrincipalName, person.mail].some((text) => text?.toLowerCase() === own);
	return isOwn ? 'this is your own account. Somebody else has to offboard you' : null;
}

/** Addresses alone, one a line, are a list too. */
function withHead(text: string): string {
	const first = text.split(/\r\n|\r|\n/).find((line) => line.trim() !== '') ?? '';
	const isBare = /^[\uFEFF\s]*[^\s,;"]+@[^\s,;"]+\s*$/.test(first);
	return isBare ? `user\n${text.replace(/^\uFEFF/, '')}` : text;
}
