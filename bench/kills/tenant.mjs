// A tenant in which much can be done twice: everybody who leaves is the only owner of a group, every third holds a role
// for good, every fourth may activate one.
import randomModule from '../../dist/runner/sandbox/fixtures/random.js';
import rolesModule from '../../dist/runner/sandbox/fixtures/role-definitions.js';

// The sandbox begins with its special cases, some of which wait on purpose; ordinary people come after them.
const SPECIAL = 60;

/** How many people a sandbox needs for so many leavers. */
export const peopleFor = (leavers) => SPECIAL + leavers;

/** @returns the leavers of a tenant that was built with `peopleFor` */
export const leaversOf = ({ users }) => users.slice(SPECIAL);

/**
 * Gives the leavers of a live tenant what must not be done twice.
 *
 * @param {object} tenant of a running sandbox
 */
export function giveThemThings(tenant) {
	const { seed } = tenant;
	const id = (name) => randomModule.guid(seed, `kills/${name}`);
	const model = tenant.groups.find(
		({ profile }) => profile.displayName === 'Retail systems access',
	);
	for (const [at, { profile }] of leaversOf(tenant).entries()) {
		const group = structuredClone(model);
		Object.assign(group.profile, { id: id(`group/${at}`), displayName: `Project ${at}` });
		tenant.groups.push({ ...group, memberIds: [profile.id], ownerIds: [profile.id] });
		const common = { principalId: profile.id, directoryScopeId: '/', appScopeId: null };
		const since = { startDateTime: '2025-06-02T08:00:00Z', endDateTime: null };
		if (at % 3 === 0) {
			tenant.roleAssignments.push({
				...{ ...common, ...since, id: id(`role/${at}`).replaceAll('-', '') },
				roleDefinitionId: rolesModule.roleId('Helpdesk Administrator'),
				assignmentType: 'Assigned',
			});
		}
		if (at % 4 === 0) {
			tenant.roleEligibilities.push({
				...{ ...common, ...since, id: id(`eligible/${at}`) },
				roleDefinitionId: rolesModule.roleId('Security Reader'),
			});
		}
	}
}
