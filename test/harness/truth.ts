import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { ItemOutcome, StepOutcome } from '../../nodes/shared/step/outcome';
import type { StepKey } from '../../nodes/shared/step/vocabulary';
import type { GroupRecord, TenantState, UserRecord } from '../../runner/sandbox';

/** A tenant before and after, and what was claimed about it. */
export interface Evidence {
	readonly before: TenantState;
	readonly after: TenantState;
	readonly leaverId: string;
	readonly offboarding: Offboarding;
}

/** One step's claim beside the two states of the leaver. */
interface Claim {
	readonly outcome: StepOutcome;
	readonly evidence: Evidence;
	readonly then: UserRecord;
	readonly now: UserRecord;
}

type Check = (claim: Claim) => readonly (string | false)[];

const same = (left: unknown, right: unknown): boolean =>
	JSON.stringify(left) === JSON.stringify(right);

const isDone = ({ status }: { readonly status: string }): boolean => status === 'done';

/** What says that nothing was done. `failed` and `unknown` say less. */
const isLeft = ({ status }: { readonly status: string }): boolean =>
	status === 'skipped' || status === 'blocked';

/** Says that the cloud has no such call: nothing about what is left. */
const saysNotHere = ({ reason }: StepOutcome): boolean =>
	reason?.startsWith('Not available in this cloud') ?? false;

/**
 * What each step may say of itself, as the tenant decides it. A false answer of a rule is "nothing wrong"; a text names
 * the lie.
 */
const CHECKS: Readonly<Record<StepKey, Check>> = {
	disableAccount: ({ outcome, now }) => [
		isDone(outcome) && now.profile.accountEnabled && 'says disabled, and the account is enabled',
	],
	resetPassword: ({ outcome, then, now }) => {
		const wasSet = !same(then.passwordHashes, now.passwordHashes);
		return [
			isDone(outcome) && !wasSet && 'says reset, and the password is the old one',
			isLeft(outcome) && wasSet && 'says left alone, and the password is another one',
		];
	},
	revokeSessions: ({ outcome, then, now }) => {
		const was = then.profile.signInSessionsValidFromDateTime;
		const is = now.profile.signInSessionsValidFromDateTime ?? '';
		// Entra keeps whole seconds.
		const since = outcome.startedAt.slice(0, 19);
		return [
			isDone(outcome) && is.slice(0, 19) < since && 'says revoked, and the sessions are valid',
			isLeft(outcome) && is !== was && 'says not revoked, and the sessions were ended',
		];
	},
	removeMfaMethods: ({ outcome, now }) => [
		(isDone(outcome) || (outcome.status === 'skipped' && !saysNotHere(outcome))) &&
			now.methods.length > 0 &&
			`says there is no method left, and there is ${now.methods[0]?.kind ?? ''}`,
		...outcome.items.map((item) => {
			const isThere = now.methods.some(({ id }) => id === item.targetId);
			return isDone(item) && isThere && `says ${item.target} is gone, and it is there`;
		}),
	],
	removeAdminRoles: ({ outcome, evidence }) => {
		const held = rolesOf(evidence.after, evidence.leaverId);
		const saysNone = isDone(outcome) || outcome.status === 'skipped';
		return [
			saysNone && held.length > 0 && `says there is no role left, and there are ${held.length}`,
			...outcome.items.map(
				(item) =>
					isDone(item) &&
					held.some(({ id }) => id === item.targetId) &&
					`says ${item.target} is gone, and it is there`,
			),
		];
	},
	forwardEmail: ({ outcome, evidence, then, now }) => {
		const rules = forwardingRules(now);
		return [
			isDone(outcome) &&
				rules.length !== 1 &&
				`says forwarded, and there are ${rules.length} rules`,
			isDone(outcome) && !leadsInside(evidence, rules) && 'forwards to somebody outside',
			isLeft(outcome) &&
				!outcome.items.some(isDone) &&
				!same(then.mailbox.rules, now.mailbox.rules) &&
				'has changed the rules',
		];
	},
	setOutOfOffice: ({ outcome, then, now }) => {
		const { status, internalReplyMessage } = now.mailbox.automaticReplies;
		const isOn = status !== 'disabled' && internalReplyMessage !== '';
		const isUnchanged = same(then.mailbox.automaticReplies, now.mailbox.automaticReplies);
		return [
			isDone(outcome) && !isOn && 'says it is on, and there is no automatic reply',
			isLeft(outcome) && !isUnchanged && 'says left alone, and the automatic reply is another one',
		];
	},
	wipeDevices: ({ outcome, evidence }) =>
		outcome.items.map((item) => lieAboutDevice(item, evidence)),
	removeFromTeams: ({ outcome, evidence }) => {
		const named = new Set(outcome.items.map(({ targetId }) => targetId));
		const rest = seatsOf(evidence.after, evidence.leaverId);
		const unnamed = rest.filter(({ profile }) => !named.has(profile.id));
		const saysAll = isDone(outcome) || outcome.status === 'skipped';
		return [
			saysAll && unnamed.length > 0 && `does not mention ${unnamed[0]?.profile.displayName ?? ''}`,
			...outcome.items.map((item) => lieAboutGroup(item, evidence)),
		];
	},
	compliancePdf: () => [],
};

/**
 * Everything a run says that its tenant contradicts: one sentence each, none when it told the truth.
 *
 * `done` must show in the tenant, whether it was read back or not; `skipped` and `blocked` must have left things as
 * they were; every exception and everything skipped must say why.
 */
export function liesIn(evidence: Evidence): readonly string[] {
	const then = personIn(evidence.before, evidence.leaverId);
	const now = personIn(evidence.after, evidence.leaverId);
	return evidence.offboarding.steps.flatMap((outcome) => {
		const found = CHECKS[outcome.key]({ outcome, evidence, then, now });
		const silent = [outcome, ...outcome.items].filter(
			({ status, reason }) => status !== 'done' && !reason,
		);
		return [...found, silent.length > 0 && 'gives no reason']
			.filter((lie) => lie !== false)
			.map((lie) => `${outcome.key} ${outcome.status}: ${lie}`);
	});
}

/** The roles somebody holds without a group between: active, eligible, and those for places in groups. */
function rolesOf(tenant: TenantState, id: string): readonly { readonly id: string }[] {
	return [
		...tenant.roleAssignments,
		...tenant.roleEligibilities,
		...tenant.groupEligibilities,
		...tenant.groupAssignments,
	].filter(({ principalId }) => principalId === id);
}

/** The rules that send mail on. */
export function forwardingRules({ mailbox }: UserRecord): UserRecord['mailbox']['rules'] {
	return mailbox.rules.filter(({ actions }) => actions['redirectTo'] ?? actions['forwardTo']);
}

function leadsInside({ after }: Evidence, rules: ReturnType<typeof forwardingRules>): boolean {
	const addresses = JSON.stringify(rules.map(({ actions }) => actions)).match(/[^"]+@[^"]+/g) ?? [];
	return addresses.every((address) => after.domains.includes(address.split('@').at(-1) ?? ''));
}

function lieAboutDevice(item: ItemOutcome, { before, after }: Evidence): string | false {
	if (item.targetId === null) return false;
	const count = (tenant: TenantState): number =>
		tenant.deviceActions.filter(({ managedDeviceId }) => managedDeviceId === item.targetId).length;
	const sent = count(after) - count(before);
	if (isDone(item) && count(after) !== 1)
		return `says ${item.target} was asked for, and it was ${count(after)} times`;
	return isLeft(item) && sent > 0 && `says ${item.target} was left alone, and it was not`;
}

function lieAboutGroup(item: ItemOutcome, { before, after, leaverId }: Evidence): string | false {
	const isOf = ({ profile }: GroupRecord): boolean => profile.id === item.targetId;
	const group = after.groups.find(isOf);
	// Of a group, not of a channel, which has no members but those with a place of their own.
	if (group && isDone(item) && /^(Ownership|Owner) of /.test(item.target)) {
		// A place as member is an item of its own.
		const owners: readonly string[] = group.ownerIds;
		const isPassedOn = item.target.startsWith('Ownership');
		const isTrue = isPassedOn ? owners.some((id) => id !== leaverId) : !owners.includes(leaverId);
		return !isTrue && `says ${item.target} was passed on or given up, and it was not`;
	}
	const [was, is] = [before, after].map((tenant) => seatsOf(tenant, leaverId).some(isOf));
	if (isDone(item)) return is === true && `says ${item.target} was left, and they are in it`;
	const isKept = was !== true || is === true || !isOver(after, item.targetId);
	return item.status === 'blocked' && !isKept && `says ${item.target} was kept, and it was not`;
}

function isOver(tenant: TenantState, groupId: string | null): boolean {
	return tenant.groups.some(({ profile }) => profile.id === groupId);
}

/** The groups in which somebody has a place of any kind, private channels included. */
export function seatsOf(tenant: TenantState, id: string): readonly GroupRecord[] {
	return tenant.groups.filter(
		({ memberIds, ownerIds, channels }) =>
			memberIds.includes(id) ||
			ownerIds.includes(id) ||
			channels.some(({ members }) => members.some(({ userId }) => userId === id)),
	);
}

/** Somebody by object id, deleted or not. @throws when the tenant never had them */
export function personIn(tenant: TenantState, id: string): UserRecord {
	const everybody = [...tenant.users, ...tenant.deletedUsers];
	const found = everybody.find(({ profile }) => profile.id === id);
	if (!found) throw new Error(`The tenant has nobody with the id ${id}.`);
	return found;
}
