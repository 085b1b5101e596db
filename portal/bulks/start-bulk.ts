import type { BulkMember, CaseFacts, RunnerQueries, StepChoices } from '../../runner';
import type { Tenant } from '../connection/tenants';
import { HttpError } from '../http/http-error';
import { askedBy, factsWith, type Asker } from '../offboardings/asker';
import { reportFolder, type Together } from '../offboardings/start-offboarding';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';
import { refuseSecondList } from './second-list';

/** A list as somebody asks for it. */
export interface BulkWish {
	/** By object id: a name may be given to somebody else while the list goes. */
	readonly members: readonly BulkMember[];
	readonly ticket: string | null;
	/** What holds for everybody on it. */
	readonly caseFacts: CaseFacts;
	readonly choices: StepChoices;
}

/**
 * Starts a list; it goes on when the browser is gone, and is taken up again when this process dies.
 *
 * @param together what belongs into the transaction that makes it; when it throws, there is none
 * @returns its number as soon as it is in the journal
 * @throws HttpError, KeyError, DatabaseError; SecondListError where people of it are on a list that has not ended
 */
export async function startBulk(
	services: Services,
	asker: Asker,
	tenant: Tenant,
	wish: BulkWish,
	together?: Together,
): Promise<string> {
	const { runner, log } = services;
	if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	const users = wish.members.map(({ user }) => user);
	const request = {
		connection: await runner.connections.open(tenant.connectionId),
		...{ ...wish, dryRun: false },
		...askedBy(asker),
		caseFacts: factsWith(asker, wish.caseFacts),
		together: async (tx: RunnerQueries, id: string) => {
			await refuseSecondList(tx, tenant.tenantId, users, id);
			await together?.(tx, id);
		},
		reportFolder: await reportFolder(services, tenant.organisationId),
	};
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
				if (hasBegun) log.error({ err: error }, 'a list stopped; it goes on by itself');
			});
	});
}
