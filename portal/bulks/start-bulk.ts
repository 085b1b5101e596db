import type { BulkMember } from '../../runner';
import type { Visitor } from '../accounts/visitor';
import { actorOf } from '../audit/acts';
import type { Tenant } from '../connection/tenants';
import { HttpError } from '../http/http-error';
import { reportFolder } from '../offboardings/start-offboarding';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';

/** The lists that this process works on, so that they can be stopped as a whole. */
export class RunningBulks {
	readonly #stops = new Map<string, AbortController>();

	/** Stops everybody on a list before their next request. @returns false when another process works on it */
	stop(id: string): boolean {
		const stop = this.#stops.get(id);
		stop?.abort();
		return stop !== undefined;
	}

	/**
	 * Starts a list; it goes on when the browser is gone, and is taken up again when this process dies.
	 *
	 * @returns its number as soon as it is in the journal
	 * @throws HttpError, KeyError, DatabaseError
	 */
	async start(
		services: Services,
		visitor: Visitor,
		tenant: Tenant,
		wish: { readonly members: readonly BulkMember[]; readonly ticket: string | null },
	): Promise<string> {
		const { runner, log } = services;
		if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
		const stop = new AbortController();
		const request = {
			connection: await runner.connections.open(tenant.connectionId),
			...{ ...wish, dryRun: false, signal: stop.signal },
			requestedBy: `${visitor.name} <${visitor.email}>`,
			actor: actorOf(visitor.accountId),
			reportFolder: await reportFolder(services, tenant.organisationId),
		};
		const users = wish.members.map(({ user }) => user);
		const giveBack = await coverEmployees(services, tenant, users);
		return await new Promise((resolve, reject) => {
			let id = '';
			runner
				.bulk(request, (progress) => {
					if (progress.type !== 'begun') return;
					({ id } = progress);
					this.#stops.set(id, stop);
					resolve(id);
				})
				.catch(async (error: unknown) => {
					if (id === '') await giveBack();
					reject(error instanceof Error ? error : new Error('The list did not start.'));
					log.error({ err: error }, 'a list stopped; it goes on by itself');
				})
				.finally(() => this.#stops.delete(id));
		});
	}
}
