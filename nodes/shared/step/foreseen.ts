import { blocked } from './items';
import { PERMISSIONS, type PermissionNeed } from './permissions';
import type { StepContext, StepResult } from './step';
import type { StepKey } from './vocabulary';

/** The writes of each step: without a permission for any of them nothing it plans will be done. */
const WRITES: Readonly<Record<StepKey, readonly PermissionNeed[]>> = {
	disableAccount: ['disableAccount'],
	resetPassword: ['resetPassword'],
	revokeSessions: ['revokeSessions'],
	removeMfaMethods: ['removeMethods'],
	removeAdminRoles: [
		'removeRoles',
		'removeEligibility',
		'removeAssignmentSchedules',
		'removeGroupEligibility',
		'removeGroupAssignmentSchedules',
	],
	forwardEmail: ['writeMailbox'],
	setOutOfOffice: ['writeMailbox'],
	wipeDevices: ['wipeDevices'],
	removeFromTeams: ['removeMember', 'changeOwner', 'changeTeamMember', 'changeChannelMember'],
	compliancePdf: [],
};

/**
 * A dry run's plan as far as it is known to fail: what the token of the app does not allow is blocked, not planned.
 * Nothing is claimed where the token can't be read.
 */
export function asForeseen(
	{ graph, dryRun }: Pick<StepContext, 'graph' | 'dryRun'>,
	key: StepKey,
	result: StepResult,
): StepResult {
	const granted = graph.granted();
	const accepted = WRITES[key].map((need): readonly string[] => PERMISSIONS[need]);
	const [first] = accepted;
	if (!dryRun || granted === null || first === undefined) return result;
	if (accepted.flat().some((permission) => granted.includes(permission))) return result;
	const reason = `The app lacks the application permission ${first[0] ?? ''}. Grant it with admin consent, then run this again.`;
	const items = result.items.map((item) =>
		item.status === 'pending' ? blocked(item, reason) : item,
	);
	const isChanged = result.items.some(({ status }) => status === 'pending');
	return { items, summary: isChanged ? reason : result.summary };
}
