import {
	LookUpRefused,
	ScheduleError,
	type CaseFacts,
	type PlannedTime,
	type Schedule,
	type StepChoices,
} from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { HttpError, notFound } from '../http/http-error';
import { askedBy, factsWith, type Asker } from '../offboardings/asker';
import { reportFolder, type Together } from '../offboardings/start-offboarding';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';

/** A schedule, and the tenant of the organisation that it is in. */
export interface OwnSchedule {
	readonly schedule: Schedule;
	readonly tenant: Tenant;
}

/** Everything an organisation has scheduled: what is to come first, then what is over, the newest first. */
export async function schedulesOf(
	{ db, runner }: Services,
	{ member }: MemberCall,
): Promise<OwnSchedule[]> {
	const tenants = await tenantsOf(db, member.organisation.id);
	const all = await runner.schedules.list(tenants.map(({ tenantId }) => tenantId));
	return all.flatMap((schedule) => {
		const tenant = tenants.find((one) => one.tenantId.toLowerCase() === schedule.tenantId);
		return tenant ? [{ schedule, tenant }] : [];
	});
}

/** One of them. @throws HttpError 404 for every other */
export async function oneSchedule(
	{ db, runner }: Services,
	{ member }: MemberCall,
	id: string,
): Promise<OwnSchedule> {
	const schedule = await runner.schedules.get(id).catch(toNotFound);
	const tenants = await tenantsOf(db, member.organisation.id);
	const tenant = tenants.find((one) => one.tenantId.toLowerCase() === schedule.tenantId);
	if (!tenant) throw notFound();
	return { schedule, tenant };
}

function toNotFound(error: unknown): never {
	if (error instanceof ScheduleError && error.problem === 'unknown') throw notFound();
	throw error;
}

/** Whom to offboard, and when. */
export interface ScheduleWish {
	readonly user: string;
	readonly manager: string | null;
	readonly ticket: string | null;
	readonly time: PlannedTime;
	readonly caseFacts: CaseFacts;
	readonly choices: StepChoices;
}

/**
 * Schedules somebody's offboarding in a tenant.
 *
 * @param together what belongs into the transaction that makes it; when it throws, there is none
 * @throws HttpError 409 in words: they have one already, or would be refused
 */
export async function scheduleIn(
	services: Services,
	asker: Asker,
	tenant: Tenant,
	wish: ScheduleWish,
	together?: Together,
): Promise<Schedule> {
	const { runner } = services;
	if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	const connection = await runner.connections.open(tenant.connectionId);
	const giveBack = await coverEmployees(services, tenant, [wish.user]);
	try {
		return await runner.schedule({
			...{ connection, ...wish, breakGlass: [], ...askedBy(asker) },
			caseFacts: factsWith(asker, wish.caseFacts),
			...(together === undefined ? {} : { together }),
			reportFolder: await reportFolder(services, tenant.organisationId),
		});
	} catch (error) {
		await giveBack();
		if (error instanceof LookUpRefused) throw new HttpError(409, error.message);
		throw inWords(error);
	}
}

/** What a page says where the command line would name a command. */
export function inWords(error: unknown): unknown {
	if (!(error instanceof ScheduleError)) return error;
	if (error.problem === 'hasOne' || error.problem === 'someHaveOne') {
		return new HttpError(409, 'This person is scheduled already. Change or cancel that first.');
	}
	if (error.problem === 'tooLate') {
		return new HttpError(409, 'It has started, ended or been answered meanwhile. Nothing changed.');
	}
	if (error.problem === 'held') return new HttpError(409, HELD);
	if (error.problem === 'otherNow') return new HttpError(409, OTHER_NOW);
	return error;
}

/** It waits for a person’s answer before anything of it is changed. */
export const HELD =
	'It waits for an answer. Go on with it, or give it another time; then the rest can be changed. Nothing was changed.';
/** Somebody has changed it since the page was opened that was sent. */
export const OTHER_NOW =
	'Somebody has changed this schedule since you opened this page. Look at it as it is now, and change that. Nothing was changed.';
