import { factorOf } from '../accounts/second-factor/second-factor';
import { connectedOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import type { Services } from '../services';
import { openInvitations } from '../team/invitations';
import { teamOf } from '../team/members';
import { can, type Permission } from '../team/roles';

/** One thing of the set-up. */
export interface SetUpStep {
	readonly title: string;
	readonly says: string;
	readonly isDone: boolean;
	/** Where it is done; null for whoever may not do it. */
	readonly href: string | null;
	readonly verb: string;
}

/**
 * What is still missing before somebody can leave without haste. Nothing of it is written down: each step is looked at
 * anew, so that it is open again when its reason comes back.
 *
 * @param tenants all of the organisation
 * @returns null when there is nothing left that whoever looks could do
 */
export async function setUpOf(
	services: Services,
	call: MemberCall,
	tenants: readonly Tenant[],
): Promise<readonly SetUpStep[] | null> {
	const connected = connectedOf(tenants);
	const steps = [
		connectStep(call, connected),
		await syncStep(services, call, connected),
		await approverStep(services, call),
		await factorStep(services, call),
	];
	const isOpen = steps.some(({ isDone, href }) => !isDone && href !== null);
	return isOpen && !call.member.isReadOnly ? steps : null;
}

const onlyFor = ({ member }: MemberCall, permission: Permission, href: string): string | null =>
	can(member.role, permission) ? href : null;

function connectStep(call: MemberCall, connected: readonly Tenant[]): SetUpStep {
	return {
		title: 'Connect a tenant',
		says: 'Microsoft 365, or the rehearsal tenant, which needs no account.',
		isDone: connected.length > 0,
		href: onlyFor(call, 'connection:manage', '/settings/integrations/connect'),
		verb: 'Connect',
	};
}

async function syncStep(
	{ runner }: Services,
	call: MemberCall,
	connected: readonly Tenant[],
): Promise<SetUpStep> {
	const syncs = await Promise.all(
		connected.map(({ tenantId, group }) => runner.directory.lastSync({ tenantId, group })),
	);
	const isDone = syncs.some((sync) => sync !== null && sync.completedAt !== null);
	return {
		title: 'Sync the people',
		says:
			connected.length === 0
				? 'It begins by itself once a tenant is connected.'
				: 'The list is whole once a sync has completed.',
		isDone,
		href: connected.length === 0 ? null : onlyFor(call, 'employees:sync', '/employees'),
		verb: 'See the sync',
	};
}

async function approverStep(services: Services, call: MemberCall): Promise<SetUpStep> {
	const mayApprove = ({ role }: { readonly role: Parameters<typeof can>[0] }) =>
		can(role, 'offboardings:approve');
	const members = (await teamOf(services, call.member)).filter(mayApprove);
	const invited = (await openInvitations(services, call.member)).some(
		(one) => mayApprove(one) && !one.isExpired,
	);
	const why = 'For the day you are away, and to approve more than 25 people at once.';
	return {
		title: 'Have a second person who can act',
		says: invited ? `Invited, and not here yet. ${why}` : why,
		isDone: members.length > 1,
		href: onlyFor(call, 'team:manage', '/team#invite'),
		verb: invited ? 'See the invite' : 'Invite somebody',
	};
}

async function factorStep(services: Services, { visitor }: MemberCall): Promise<SetUpStep> {
	// Whoever signs in at Microsoft only shows theirs there.
	const isDone = !visitor.hasPassword || (await factorOf(services, visitor.accountId)).isOn;
	return {
		title: 'Secure your own sign-in',
		says: 'A code from an app beside your password. You can wipe devices here.',
		isDone,
		href: '/account/mfa',
		verb: 'Set it up',
	};
}
