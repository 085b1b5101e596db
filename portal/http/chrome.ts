import type { Request } from 'express';
import type { Visitor } from '../accounts/visitor';
import { waitingFor } from '../approvals/waiting-for';
import { connectedOf, currentTenant, tenantsOf } from '../connection/tenants';
import { deletionOf } from '../deletion/deletion';
import { planSigns } from '../billing/entitlement/plan-words';
import { coverageOf } from '../organisations/covered';
import type { Services } from '../services';
import { NO_RIGHTS, rightsOf } from '../team/rights';
import { ROLE_WORDS } from '../team/roles';

/** What is around every page: who is there, the tenants, the trial, and what this role may do. */
export async function chromeOf(
	services: Services,
	request: Request,
	visitor: Visitor | null,
): Promise<Readonly<Record<string, unknown>>> {
	const { db, now } = services;
	const member = visitor?.member ?? null;
	const about = { visitor, member, hasMicrosoft: services.microsoft !== null };
	if (!visitor || !member) return { ...about, tenants: [], tenant: null, ...NO_RIGHTS };
	// A part of a page has no navigation.
	const isPage = request.get('hx-request') !== 'true';
	const [tenants, deletedAt, waiting] = await Promise.all([
		tenantsOf(db, member.organisation.id),
		deletionOf(db, member.organisation.id),
		isPage ? waitingFor(services, { visitor, member }) : null,
	]);
	const tenant = currentTenant(tenants, member);
	const { organisation, entitlement } = member;
	const isSimulated = tenant?.simulated ?? false;
	const coverage = await coverageOf(services, organisation.id, entitlement, tenants, isSimulated);
	return {
		...{ ...about, tenants: connectedOf(tenants), tenant, coverage, deletedAt },
		approvalsForMe: waiting?.toAnswer.length ?? 0,
		...{ path: request.path, roleName: ROLE_WORDS[member.role].name },
		plan: planSigns(entitlement, now()),
		...rightsOf(member),
	};
}
