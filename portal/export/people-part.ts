import { PERSON_KINDS, type Place } from '../../runner';
import type { Services } from '../services';
import type { CellValue } from './tables';

const AT_ONCE = 500;

export const PEOPLE = [
	...['Name', 'User principal name', 'Mail', 'Department', 'Title', 'Kind'],
	...['Sign-in allowed', 'On-premises', 'Manager (object id)', 'Object id'],
];

/** Everybody in the list of a tenant, by name, as the last sync saw them. */
export async function* peopleOf({ runner }: Services, place: Place): AsyncGenerator<CellValue[]> {
	let after: string | null = null;
	do {
		const page: Awaited<ReturnType<typeof runner.directory.people>> = await runner.directory.people(
			{
				...{ ...place, kinds: PERSON_KINDS, limit: AT_ONCE, after },
			},
		);
		for (const person of page.people) {
			const { displayName, userPrincipalName, mail, department, jobTitle, kind } = person;
			const { accountEnabled, onPremisesSyncEnabled, managerId, id } = person;
			yield [
				...[displayName, userPrincipalName, mail, department, jobTitle, kind],
				...[accountEnabled, onPremisesSyncEnabled, managerId, id],
			];
		}
		after = page.next;
	} while (after !== null);
}
