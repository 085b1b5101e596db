import { PeopleListError, readPeopleList, type Person, type PersonLine } from '../../runner';
import type { Visitor } from '../accounts/visitor';
import type { Tenant } from '../connection/tenants';
import { ownAccountOf } from '../offboardings/chosen';
import type { Services } from '../services';

/** A line of a list, and who of the tenant's directory it names. */
export interface CheckedLine extends PersonLine {
	/** Null where the line can't be used. */
	readonly person: Person | null;
}

/** A list as it would be started. */
export interface CheckedList {
	readonly good: readonly (CheckedLine & { readonly person: Person })[];
	readonly bad: readonly CheckedLine[];
	/** Lines of people who stand further up already. */
	readonly twice: readonly PersonLine[];
	/** Columns that were passed over. */
	readonly unused: readonly string[];
}

/** More are a list for another day: all of them wait for each other's lock-out. */
export const MOST_PEOPLE = 500;
/** Lines that are not even read when there are more. */
const MOST_LINES = 4 * MOST_PEOPLE;

/**
 * Reads a list and looks everybody up in the directory as it was synced: nobody is asked of the tenant yet.
 *
 * @throws PeopleListError where it is no list, or too long a one
 */
export async function checkedList(
	services: Services,
	visitor: Visitor,
	tenant: Tenant,
	text: string,
): Promise<CheckedList> {
	const count = linesIn(text);
	if (count > MOST_LINES) throw tooLong(`it has ${count.toLocaleString('en')} lines`);
	const { lines, twice, unused } = readPeopleList(...withHead(text));
	if (lines.length > MOST_PEOPLE) throw tooLong(`it names ${lines.length} people`);
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const isOwn = await ownAccountOf(services, visitor, tenant);
	const checked: CheckedLine[] = [];
	const seen = new Map<string, number>();
	for (const line of lines) {
		if (line.problem !== null) {
			checked.push({ ...line, person: null });
			continue;
		}
		const person = await services.runner.directory.named(place, line.user);
		const before = person ? seen.get(person.id) : undefined;
		const problem = problemOf(line, person, before, person !== null && isOwn(person));
		if (person && problem === null) seen.set(person.id, line.line);
		checked.push({ ...line, problem, person: problem === null ? person : null });
	}
	return {
		good: checked.flatMap((line) => (line.person ? [{ ...line, person: line.person }] : [])),
		bad: checked.filter(({ problem }) => problem !== null),
		...{ twice, unused },
	};
}

const tooLong = (what: string): PeopleListError =>
	new PeopleListError(`${what}. Take at most ${MOST_PEOPLE} people at a time: split it.`);

function problemOf(
	{ user }: PersonLine,
	person: Person | null,
	before: number | undefined,
	isOwn: boolean,
): string | null {
	if (!person) return `${user} is not among the synced employees. Check the address, or sync first`;
	if (before !== undefined) return `the same person as line ${before}`;
	return isOwn ? 'this is your own account. Somebody else has to offboard you' : null;
}

/** Counted without reading them: a million takes a moment. */
function linesIn(text: string): number {
	let count = 1;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
	if (count > 1) return count;
	for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 1)) count += 1;
	return count;
}

/** Addresses alone, one a line, are a list too; the head that is put before them counts for no line. */
function withHead(text: string): [text: string, firstLine: number] {
	const first = text.split(/\r\n|\r|\n/).find((line) => line.trim() !== '') ?? '';
	const isBare = /^[\uFEFF\s]*[^\s,;"]+@[^\s,;"]+\s*$/.test(first);
	return isBare ? [`user\n${text.replace(/^\uFEFF/, '')}`, 0] : [text, 1];
}
