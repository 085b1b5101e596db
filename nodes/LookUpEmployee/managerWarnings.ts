import { isExternal } from '../shared/holdings/people';
import { enumerate } from '../shared/step/counting';
import { isLeaving, LEAVING_TOO } from '../shared/step/leaving';
import type { Employee, HeldGroup, Person, Warning } from '../shared/step/offboarding';

const STEPS = ['forwardEmail', 'removeFromTeams'];
const NEXT =
	'Mail and groups go to the next manager up the chain; where there is none, they stay until somebody is named.';

/** Who could take over, as far as the look-up saw it, and what of theirs would be nobody's without. */
export function managerWarnings(
	{ employee, manager, leaving }: Takeover,
	groups: readonly HeldGroup[],
): readonly Warning[] {
	const warning = aboutManager(employee, manager, leaving);
	if (warning === null) return [];
	const owned = groups.filter((group) => group.owned && !group.onPremisesSyncEnabled);
	if (owned.length === 0) return [warning];
	const names = enumerate(owned.map(({ displayName }) => displayName));
	const message = `The person owns ${names}. What nobody else owns is kept until somebody can take it over.`;
	return [warning, { code: 'noSuccessor', message, steps: ['removeFromTeams'] }];
}

/** Who leaves, to whom they report, and who leaves with them (object ids or UPNs). */
export interface Takeover {
	readonly employee: Employee;
	readonly manager: Person | null;
	readonly leaving: readonly string[];
}

function aboutManager(
	employee: Employee,
	manager: Person | null,
	leaving: readonly string[],
): Warning | null {
	if (manager === null) {
		const message = 'No manager is set: mail is not forwarded and groups have no successor.';
		return { code: 'noManager', message, steps: STEPS };
	}
	const said = (code: string, why: string, then: string) => {
		return {
			code,
			message: `The manager is ${manager.displayName}, ${why}. ${then}`,
			steps: STEPS,
		};
	};
	if (manager.id === employee.id) {
		return said('ownManager', 'the leaver', 'Name somebody else, or nothing is passed on.');
	}
	if (isLeaving(manager, leaving)) return said('managerLeaving', LEAVING_TOO, NEXT);
	if (manager.accountEnabled === false) {
		return said('managerDisabled', 'whose account is disabled', NEXT);
	}
	if (!isExternal(manager)) return null;
	const outside = 'Mail is not forwarded out of the company; groups go to the next manager up.';
	return said('managerExternal', 'a guest from outside', outside);
}
