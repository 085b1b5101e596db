import {
	fieldsOf,
	flagOf,
	graphPath,
	textOf,
	type GraphClient,
	type GraphRequest,
	type GraphResult,
} from '../../nodes/shared/graph';
import { heldMethodsOf, listMethods } from '../../nodes/shared/holdings/authenticationMethods';
import { readDevice } from '../../nodes/shared/holdings/devices';
import { heldRolesOf, listDirectoryRoles } from '../../nodes/shared/holdings/groups';
import { readOrganization, tenantOf } from '../../nodes/shared/holdings/organization';
import {
	readSignInActivity,
	signInActivityOf,
	type SignInActivity,
} from '../../nodes/shared/holdings/signIns';
import type { HeldDirectoryRole, HeldMethod, Tenant } from '../../nodes/shared/step/offboarding';
import { PERMISSIONS } from '../../nodes/shared/step/permissions';

/** What a read came to: its value, or why there is none. */
export type Seen<Value> =
	| { readonly is: 'seen'; readonly value: Value; readonly requestId: string | null }
	/** Graph says that there is no such thing. */
	| { readonly is: 'gone'; readonly requestId: string | null }
	| { readonly is: 'unread'; readonly reason: string; readonly requestId: string | null };

export interface SeenAccount {
	readonly enabled: boolean | null;
	readonly sessionsFrom: string | null;
}

/** A device as Intune has it now. */
export interface SeenDevice {
	readonly state: string | null;
	/** The state of the last wipe or retire, as Intune calls it; null: it tells of none. */
	readonly action: string | null;
}

/** Everything that is looked at again. */
export interface ReadAgain {
	readonly tenant: Tenant;
	/** False where the tenant could not be asked who it is. */
	readonly isTenantKnown: boolean;
	readonly account: Seen<SeenAccount>;
	readonly signIns: Seen<SignInActivity>;
	readonly methods: Seen<readonly HeldMethod[]>;
	readonly roles: Seen<readonly HeldDirectoryRole[]>;
	/** By device id. */
	readonly devices: ReadonlyMap<string, Seen<SeenDevice>>;
}

/**
 * Looks at an account and its devices again, in one round trip. Reads only. Permissions: User.Read.All; what else can't
 * be read is unread, with the reason.
 */
export async function readAgain(
	graph: GraphClient,
	employeeId: string,
	deviceIds: readonly string[],
): Promise<ReadAgain> {
	const results = await graph.together([
		readOrganization(),
		readAccount(employeeId),
		readSignInActivity(employeeId),
		listMethods(employeeId),
		listDirectoryRoles(employeeId),
		...deviceIds.map(readDevice),
	]);
	const [organization, account, signIns, methods, roles, ...devices] = results;
	if (!organization || !account || !signIns || !methods || !roles) {
		throw new Error('A look-up came back short.');
	}
	return {
		tenant: tenantOf(graph, organization),
		isTenantKnown: organization.ok,
		account: seen(account, accountOf),
		signIns: seen(signIns, signInActivityOf),
		methods: seen(methods, heldMethodsOf),
		roles: seen(roles, (body) => heldRolesOf(listIn(body))),
		devices: new Map(deviceIds.map((id, at) => [id, seenDevice(devices[at])] as const)),
	};
}

/** @see https://learn.microsoft.com/graph/api/user-get */
function readAccount(id: string): GraphRequest {
	return {
		method: 'GET',
		path: graphPath`/users/${id}`,
		query: { $select: 'id,accountEnabled,signInSessionsValidFromDateTime' },
		effect: 'read',
		permissions: PERMISSIONS.readUser,
	};
}

function accountOf(body: unknown): SeenAccount {
	const fields = fieldsOf(body);
	return {
		enabled: flagOf(fields, 'accountEnabled'),
		sessionsFrom: textOf(fields, 'signInSessionsValidFromDateTime'),
	};
}

/** In this list Graph leaves the type out: there is only one. */
function listIn(body: unknown): Parameters<typeof heldRolesOf>[0] {
	const value = fieldsOf(body)['value'];
	const list: readonly unknown[] = Array.isArray(value) ? value : [];
	return list.map((one) => ({ ...fieldsOf(one), '@odata.type': '#microsoft.graph.directoryRole' }));
}

function seenDevice(result: GraphResult | undefined): Seen<SeenDevice> {
	if (!result) return { is: 'unread', reason: 'It was not asked for.', requestId: null };
	return seen(result, (body) => {
		const fields = fieldsOf(body);
		const results: unknown = fields['deviceActionResults'];
		const actions = (Array.isArray(results) ? results : []).map(fieldsOf);
		const last = actions.find((action) =>
			/^(wipe|factoryReset|retire|removeCompanyData)$/i.test(textOf(action, 'actionName') ?? ''),
		);
		return {
			state: textOf(fields, 'managementState'),
			action: last ? textOf(last, 'actionState') : null,
		};
	});
}

function seen<Value>(result: GraphResult, read: (body: unknown) => Value): Seen<Value> {
	if (result.ok) {
		return { is: 'seen', value: read(result.body), requestId: result.requestId };
	}
	const { kind, message, requestId } = result.failure;
	if (kind === 'notFound') return { is: 'gone', requestId };
	return { is: 'unread', reason: message, requestId };
}
