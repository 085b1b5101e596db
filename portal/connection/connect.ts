import type { CheckedConnection, GraphConnection, OwnNights, RunnerQueries } from '../../runner';
import { checkConnection, checkGroup } from '../../runner';
import type { Member } from '../accounts/visitor';
import { actorOf } from '../audit/acts';
import { recordConnected } from '../audit/tenant-acts';
import { PLANS } from '../billing/entitlement/plans';
import type { Queries } from '../database/schema';
import { HttpError } from '../http/http-error';
import { lockOrganisation } from '../organisations/organisations';
import type { Services } from '../services';
import { can } from '../team/roles';

const MOST_TENANTS = 10;

/** Somebody else has this tenant. Nothing is said of who. */
const TAKEN =
	'This tenant is connected to another organisation. Disconnect it there first, or write to us.';

/**
 * Connects a tenant: signs in, reads which one it is, and keeps the connection sealed. Connecting a tenant again puts
 * the new connection in the place of the old one.
 *
 * @returns what the connection leads to
 * @throws ConnectionError or GraphFailure for people; DirectoryError about the group; HttpError when the tenant belongs
 * to somebody else
 */
export async function connectTenant(
	services: Services,
	member: Member,
	connection: GraphConnection,
	group: string | null,
): Promise<CheckedConnection> {
	if (!can(member.role, 'connection:manage')) {
		throw new HttpError(403, 'Your role does not allow this.');
	}
	const { db, now } = services;
	const found = await checkConnection(connection);
	await refuseForeign(db, member, found.tenantId);
	if (group !== null) await checkGroup(connection, group);
	const connectionId = await services.runner.connections.keep(
		connection,
		found.tenantId,
		actorOf(member.accountId),
	);
	await services.runner.connections.setDirectory(connectionId, group);
	await db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, member.organisation.id);
		await refuseForeign(tx, member, found.tenantId);
		const mark = await placeFor(tx, member, found);
		const kept = { member, found, connectionId, group, mark, at: now() };
		const isNew = await keepTenant(tx, services.runner.nights, kept);
		await recordConnected(services, tx, member, { tenantId: found.tenantId, group, isNew });
	});
	return found;
}

/** @returns how many other tenants the organisation has or had @throws HttpError when there is no room for one more */
async function placeFor(
	tx: Queries,
	member: Member,
	{ tenantId, simulated }: Pick<CheckedConnection, 'tenantId' | 'simulated'>,
): Promise<number> {
	const others = await tx
		.selectFrom('tenant')
		.select(['connection_id', 'simulated'])
		.where('organisation_id', '=', member.organisation.id)
		.where('tenant_id', '!=', tenantId)
		.execute();
	const connected = others.filter(({ connection_id }) => connection_id !== null);
	if (connected.length >= MOST_TENANTS) {
		throw new HttpError(409, `An organisation has at most ${MOST_TENANTS} tenants.`);
	}
	const real = connected.filter((one) => one.simulated === 0);
	if (!simulated) refuseOneMore(member, real.length);
	return others.length;
}

/** A plan covers so many tenants. Rehearsals are not counted. @throws HttpError when it covers no more */
function refuseOneMore({ entitlement }: Member, connected: number): void {
	const { by, tenantLimit } = entitlement;
	if (by === 'trial' || connected < tenantLimit) return;
	throw new HttpError(
		409,
		`${PLANS[by].name} covers ${tenantLimit === 1 ? 'one tenant' : `${tenantLimit} tenants`}. Disconnect one first, or an Owner chooses a larger plan under Billing.`,
	);
}

interface Kept {
	readonly member: Member;
	readonly found: CheckedConnection;
	readonly connectionId: string;
	readonly group: string | null;
	readonly mark: number;
	readonly at: Date;
}

/** @returns whether it was not connected before */
async function keepTenant(tx: Queries, nights: OwnNights, kept: Kept): Promise<boolean> {
	const { member, found, connectionId, group, mark, at } = kept;
	const facts = {
		...{ name: found.name, domain: found.domain, connection_id: connectionId },
		...{ scope_group: group, simulated: found.simulated ? 1 : 0 },
	};
	const known = await tx
		.selectFrom('tenant')
		.select('connection_id')
		.where('tenant_id', '=', found.tenantId)
		.executeTakeFirst();
	if (known && known.connection_id !== null) {
		// The night that was chosen stays chosen, whatever app reads the people.
		await nights.moveIn(tx as unknown as RunnerQueries, known.connection_id, connectionId);
	}
	await tx
		.insertInto('tenant')
		.values({
			tenant_id: found.tenantId,
			organisation_id: member.organisation.id,
			...facts,
			mark,
			created_at: at.toISOString(),
		})
		.onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(facts))
		.execute();
	return !known;
}

async function refuseForeign(db: Queries, member: Member, tenantId: string): Promise<void> {
	const owner = await db
		.selectFrom('tenant')
		.select('organisation_id')
		.where('tenant_id', '=', tenantId)
		.executeTakeFirst();
	if (owner && owner.organisation_id !== member.organisation.id) throw new HttpError(409, TAKEN);
}
