import type { GroupRecord, TenantState } from '../../runner/sandbox';
import { RULE_NAME } from '../../nodes/ForwardEmail/inboxRule';
import { forwardingRules, personIn, type Evidence } from './truth';

/**
 * What a run must not have done to a tenant, whatever it says about it: one sentence each, none when no harm was done.
 * The log of requests is looked at elsewhere (`expectHarmless`).
 */
export function harmIn(evidence: Evidence): readonly string[] {
	const { before, after, leaverId } = evidence;
	const others = (tenant: TenantState) =>
		tenant.users.filter(({ profile }) => profile.id !== leaverId);
	const unchanged = JSON.stringify(others(before)) === JSON.stringify(others(after));
	return [
		...(unchanged ? [] : ['somebody else was changed']),
		...harmedDevices(evidence),
		...before.groups.flatMap((group) => harmedGroup(group, evidence)),
		...harmedMail(evidence),
	];
}

function harmedDevices({ before, after, leaverId }: Evidence): readonly string[] {
	return after.deviceActions.flatMap(({ managedDeviceId, action }, at) => {
		const device = before.managedDevices.find(({ profile }) => profile.id === managedDeviceId);
		const { managedDeviceOwnerType: owner, userId, deviceName } = device?.profile ?? {};
		const first = after.deviceActions.findIndex((one) => one.managedDeviceId === managedDeviceId);
		return [
			...(first === at ? [] : [`${deviceName} was asked for twice`]),
			...(userId === leaverId ? [] : [`${deviceName} is somebody else's`]),
			...(action === 'wipe' && owner !== 'company' ? [`${deviceName} is not the company's`] : []),
		];
	});
}

function harmedGroup(group: GroupRecord, evidence: Evidence): readonly string[] {
	const { before, after, leaverId, offboarding } = evidence;
	const { id, displayName } = group.profile;
	const now = after.groups.find(({ profile }) => profile.id === id);
	if (!now) return [`${displayName} was deleted`];
	const others = (ids: readonly string[]) => ids.filter((one) => one !== leaverId);
	const added = others(now.ownerIds).filter((owner) => !group.ownerIds.includes(owner));
	const lostOwner = others(group.ownerIds).some((owner) => !now.ownerIds.includes(owner));
	const lostMember = others(group.memberIds).some((member) => !now.memberIds.includes(member));
	const { manager, leaving = [] } = offboarding;
	const successors = successorsIn(before, leaverId, manager?.id ?? null, leaving);
	return [
		...(lostMember ? [`${displayName} lost another member`] : []),
		...(lostOwner ? [`${displayName} lost another owner`] : []),
		...(group.ownerIds.length > 0 && now.ownerIds.length === 0
			? [`${displayName} is nobody's`]
			: []),
		...(added.every((owner) => successors.has(owner))
			? []
			: [`${displayName} got a strange owner`]),
	];
}

const same = (left: unknown, right: unknown): boolean =>
	JSON.stringify(left) === JSON.stringify(right);

/** Who may be made an owner: the manager, and whoever is above, as long as they stay. */
export function successorsIn(
	tenant: TenantState,
	leaverId: string,
	managerId: string | null,
	leaving: readonly string[],
): ReadonlySet<string> {
	const found = new Set<string>();
	for (let id = managerId ?? personIn(tenant, leaverId).managerId; id !== null && !found.has(id);) {
		found.add(id);
		const next = id;
		id = tenant.users.find(({ profile }) => profile.id === next)?.managerId ?? null;
	}
	const goes = (id: string) => leaving.includes(personIn(tenant, id).profile.userPrincipalName);
	return new Set([...found].filter((id) => !goes(id)));
}

function harmedMail({ before, after, leaverId, offboarding }: Evidence): readonly string[] {
	const [then, now] = [personIn(before, leaverId), personIn(after, leaverId)];
	// One of two that are the same may go.
	const lost = then.mailbox.rules.filter(
		({ displayName, actions }) =>
			!now.mailbox.rules.some(
				(rule) =>
					rule.displayName === displayName &&
					(rule.displayName === RULE_NAME || same(rule.actions, actions)),
			),
	);
	// What the leaver set up before is named, not taken away.
	const own = then.mailbox.rules.filter(({ displayName }) => displayName !== RULE_NAME);
	const added = forwardingRules(now).filter(({ id }) => !own.some((rule) => rule.id === id));
	return [
		...(offboarding.leaving ?? [])
			.filter((upn) => JSON.stringify(forwardingRules(now)).includes(upn))
			.map((upn) => `mail goes to ${upn}, who leaves too`),
		...(added.length > 1 ? ['mail is forwarded twice'] : []),
		...lost.map(({ displayName }) => `the rule ${displayName} is gone`),
	];
}
