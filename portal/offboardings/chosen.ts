import type { Person } from '../../runner';
import type { Visitor } from '../accounts/visitor';
import { currentTenant, tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { HttpError, notFound } from '../http/http-error';
import type { Services } from '../services';

/** Somebody to offboard, and where. */
export interface Chosen {
	readonly tenant: Tenant;
	readonly person: Person;
	/** As the directory has it, with an address that mail can go to; null: none. */
	readonly manager: Person | null;
}

/** The tenant that is worked in, and somebody of its directory. @throws HttpError 404, 409 */
export async function chosenPerson(
	services: Services,
	call: MemberCall,
	id: string,
): Promise<Chosen> {
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenant = currentTenant(tenants, call.member);
	if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
	const chosen = await personIn(services, tenant, id);
	if (!chosen) throw notFound();
	return chosen;
}

/** The same in a tenant that is known, whichever is worked in; null where its directory has nobody of that id. */
export async function personIn(
	{ runner: { directory } }: Pick<Services, 'runner'>,
	tenant: Tenant,
	id: string,
): Promise<Chosen | null> {
	const place = { tenantId: tenant.tenantId, group: tenant.group };
	const person = await directory.person(place, id);
	if (!person) return null;
	const manager = person.managerId && (await directory.person(place, person.managerId));
	return { tenant, person, manager: manager || null };
}

/**
 * Whom the form names, or null where that is the manager of the directory: then it stays theirs to say on the day.
 */
export function otherThanManager(wanted: string | null, { manager }: Chosen): string | null {
	if (wanted === null || manager === null) return wanted;
	const own = [manager.id, manager.userPrincipalName, manager.mail].map((key) =>
		key?.toLowerCase(),
	);
	return own.includes(wanted.toLowerCase()) ? null : wanted;
}

/** Whoever locks themselves out can't undo it. @throws HttpError 403 */
export async function refuseOneself(
	services: Services,
	visitor: Visitor,
	tenant: Tenant,
	person: Person,
): Promise<void> {
	const isOwn = await ownAccountOf(services, visitor, tenant);
	if (isOwn(person)) {
		throw new HttpError(403, 'This is your own account. Somebody else has to offboard you.');
	}
}

/** Whether an account of the tenant is somebody's own: by its address, or by their sign-in at Microsoft. */
export type IsOwn = (person: Pick<Person, 'id' | 'userPrincipalName' | 'mail'>) => boolean;

/** How somebody's own account of a tenant is told: asked for once, for however many people. */
export async function ownAccountOf(
	{ db }: Pick<Services, 'db'>,
	{ accountId, email }: Pick<Visitor, 'accountId' | 'email'>,
	{ tenantId }: Pick<Tenant, 'tenantId'>,
): Promise<IsOwn> {
	const linked = await db
		.selectFrom('microsoft_identity')
		.select('object_id')
		.where('account_id', '=', accountId)
		.where('tenant_id', '=', tenantId.toLowerCase())
		.execute();
	const ids = new Set(linked.map(({ object_id }) => object_id.toLowerCase()));
	const own = email.toLowerCase();
	return ({ id, userPrincipalName, mail }) =>
		ids.has(id.toLowerCase()) ||
		[userPrincipalName, mail].some((text) => text?.toLowerCase() === own);
}
