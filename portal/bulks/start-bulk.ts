import type { BulkMember } from '../../runner';
import type { Visitor } from '../accounts/visitor';
import { actorOf } from '../audit/acts';
import type { Tenant } from '../connection/tenants';
import { HttpError } from '../http/http-error';
import { reportFolder } from '../offboardings/start-offboarding';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';

/**
 * Starts a list; it goes on when the browser is gone, and is taken up again when this process dies.
 *
 * @returns its number as soon as it is in the journal
 * @throws HttpError, KeyError, DatabaseError
 */
export async function startBulk(
	services: Services,
	visitor: Visitor,
	tenant: Tenant,
	wish: { readonly members: readonly BulkMember[]; readonly ticket: string | null },
): Promise<string> {
	const { runner, log } = services;
	if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	const request = {
		connection: await runner.connections.open(tenant.connectionId),
		...{ ...wish, dryRun: false },
		requestedBy: `${visitor.name} <${visitor.email}>`,
		actor: actorOf(visitor.accountId),
		reportFolder: await reportFolder(services, tenant.organisationId),
	};
	const users = wish.members.map(({ user }) => user);
	const giveBack = await coverEmployees(services, tenant, users);
	return await new Promise((resolve, reject) => {
		let hasBegun = false;
		runner
			.bulk(request, (progress) => {
				if (progress.type !== 'begun') return;
				hasBegun = true;
				resolve(progress.id);
			})
			.catch(async (error: unknown) => {
				if (!hasBegun) await giveBack();
				reject(error instanceof Error ? error : new Error('The list did not start.'));
				log.error({ err: error }, 'a list stopped; it goes on by itself');
			});
	});
}
