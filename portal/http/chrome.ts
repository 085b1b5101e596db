import type { Request } from 'express';
import type { Visitor } from '../accounts/visitor';
import { connectedOf, currentTenant, tenantsOf } from '../connection/tenants';
import { trialWords } from '../organisations/trial';
import type { Services } from '../services';
import { can, ROLE_WORDS, type Permission } from '../team/roles';

/** What is around every page: who is there, the tenants, the trial, and what this role may do. */
export async function chromeOf(
	{ db, now }: Services,
	request: Request,
	visitor: Visitor | null,
): Promise<Readonly<Record<string, unknown>>> {
	const member = visitor?.member ?? null;
	if (!visitor || !member) return { visitor, member, tenants: [], tenant: null, may: () => false };
	const tenants = await tenantsOf(db, member.organisation.id);
	return {
		...{ visitor, member, tenants: connectedOf(tenants), tenant: currentTenant(tenants, member) },
		...{ path: request.path, roleName: ROLE_WORDS[member.role].name },
		trial: trialWords(member.organisation.trialEndsAt, now()),
		may: (permission: Permission) => can(member.role, permission),
	};
}
