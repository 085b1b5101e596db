import {
	FollowUpError,
	stepsOfTry,
	type RunnerQueries,
	type RunRecord,
	type StepKey,
	type TryRequest,
} from '../../runner';
import type { Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import { askedBy, askerOf, factsWith } from '../offboardings/asker';
import { refuseSecondRun } from '../offboardings/second-run';
import { approvedOrAlone, inWords } from '../offboardings/start-again';
import { reportFolder } from '../offboardings/start-offboarding';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';

/** A step of a run that somebody wants tried once more. */
export interface WantedTry {
	readonly run: RunRecord;
	readonly tenant: Tenant;
	readonly key: StepKey;
}

/**
 * Starts one more try of a step; it goes on when the browser is gone.
 *
 * @returns the number of the run that tries it as soon as it is in the journal; that of one's own that does already, where
 * the button was pressed twice
 * @throws HttpError in words for people, KeyError, DatabaseError
 */
export async function startTry(
	services: Services,
	call: MemberCall,
	wanted: WantedTry,
	{ reason, seen }: { readonly reason: string | null; readonly seen: string | null },
): Promise<string> {
	const { run, tenant, key } = wanted;
	const user = run.offboarding?.employee.id ?? run.request.user;
	const wipes = stepsOfTry(key).includes('wipeDevices') ? devicesOf(run) : 0;
	const alone = approvedOrAlone(services, call, run, { user, wipes });
	const request = {
		...(await requestOf(services, call, tenant)),
		...{ reason, seen, mayWait: true, by: call.visitor.name },
		together: async (tx: RunnerQueries, id: string) => {
			await refuseSecondRun(tx, tenant.tenantId, user, id);
			await alone(tx, id);
		},
	};
	const giveBack = await coverEmployees(services, tenant, [user]);
	try {
		return await begun(services, wanted, request);
	} catch (error) {
		await giveBack();
		const own = error instanceof FollowUpError ? await ownTry(services, call, wanted) : null;
		if (own !== null) return own;
		throw inWords(error);
	}
}

const devicesOf = ({ offboarding }: RunRecord): number =>
	offboarding?.holdings.devices?.length ?? 0;

/** What the step would do at this moment: reads only. @throws HttpError, KeyError, DatabaseError */
export async function previewTry(
	services: Services,
	call: MemberCall,
	{ run, tenant, key }: WantedTry,
): Promise<RunRecord> {
	const request = { ...(await requestOf(services, call, tenant)), reason: null, dryRun: true };
	const asked = { ...request, by: call.visitor.name };
	return await services.runner.tryStep(run.id, key, asked).catch((error: unknown) => {
		throw inWords(error);
	});
}

async function requestOf(
	services: Services,
	call: MemberCall,
	{ connectionId, organisationId }: Tenant,
): Promise<Pick<TryRequest, 'connection' | 'requestedBy' | 'actor' | 'asker' | 'reportFolder'>> {
	if (connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	const asker = askerOf(call);
	return {
		connection: await services.runner.connections.open(connectionId),
		...askedBy(asker),
		asker: factsWith(asker, {}),
		reportFolder: await reportFolder(services, organisationId),
	};
}

/** Resolves with the number of the run as soon as it is in the journal. */
async function begun(
	{ runner, log }: Services,
	{ run, key }: WantedTry,
	request: TryRequest,
): Promise<string> {
	return await new Promise((resolve, reject) => {
		let hasBegun = false;
		const ended = runner.tryStep(run.id, key, request, (progress) => {
			if (progress.type !== 'started') return;
			hasBegun = true;
			resolve(progress.id);
		});
		ended.catch((error: unknown) => {
			reject(error instanceof Error ? error : new Error('It was not started.'));
			if (hasBegun) log.error({ err: error }, 'a try of a step stopped; it goes on by itself');
		});
	});
}

/** A button that was pressed twice leads to what the first press began; whoever else was faster is named instead. */
async function ownTry(
	{ runner }: Services,
	call: MemberCall,
	{ run, key }: WantedTry,
): Promise<string | null> {
	const acts = await runner.followUps.of([run.id]);
	const tries = await runner.followUps.tries(acts.filter(({ step }) => step === key));
	const mine = askedBy(askerOf(call)).requestedBy;
	const own = tries.find(
		({ status, request }) =>
			(status === 'running' || status === 'waiting') && request.requestedBy === mine,
	);
	return own?.id ?? null;
}
