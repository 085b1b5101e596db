import { ConnectionError, GraphFailure, ScheduleError, type PlannedTime } from '../../runner';
import type { Tenant } from '../connection/tenants';
import { HttpError } from '../http/http-error';
import { askedBy, factsWith, type Asker } from '../offboardings/asker';
import { reportFolder, type Together } from '../offboardings/start-offboarding';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';
import type { BulkWish } from './start-bulk';

/**
 * Schedules a list: at its time it becomes a list like any other. Everybody on it is read from the tenant now.
 *
 * @param together what belongs into the transaction that makes it; when it throws, there is none
 * @returns the number of its schedule
 * @throws HttpError 409 in words: somebody on it is scheduled already, or is not there
 */
export async function scheduleBulk(
	services: Services,
	asker: Asker,
	tenant: Tenant,
	{ time, ...wish }: BulkWish & { readonly time: PlannedTime },
	together?: Together,
): Promise<string> {
	const { runner } = services;
	if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	const connection = await runner.connections.open(tenant.connectionId);
	const users = wish.members.map(({ user }) => user);
	const giveBack = await coverEmployees(services, tenant, users);
	try {
		const made = await runner.scheduleList({
			...{ connection, time, ...wish, breakGlass: [], ...askedBy(asker) },
			...{ tenantId: tenant.tenantId, simulated: tenant.simulated },
			caseFacts: factsWith(asker, wish.caseFacts),
			...(together === undefined ? {} : { together }),
			reportFolder: await reportFolder(services, tenant.organisationId),
		});
		return made.id;
	} catch (error) {
		await giveBack();
		throw inWords(error);
	}
}

function inWords(error: unknown): unknown {
	if (error instanceof ScheduleError) return new HttpError(409, error.message);
	if (error instanceof GraphFailure || error instanceof ConnectionError) {
		const says = `The tenant can’t be asked who they are: ${error.message} Nothing was scheduled.`;
		return new HttpError(409, says);
	}
	return error;
}
