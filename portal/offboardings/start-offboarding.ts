import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
	OTHER_SIGHT,
	type CaseFacts,
	type RunnerQueries,
	type RunProgress,
	type RunRecord,
	type StepChoices,
} from '../../runner';
import type { Tenant } from '../connection/tenants';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';
import { askedBy, factsWith, type Asker } from './asker';
import { goOnFromRefused } from './refused-before';
import { refuseSecondRun } from './second-run';

/** What somebody asked for. */
export interface OffboardingWish {
	/** Object id: names are for people. */
	readonly user: string;
	readonly manager: string | null;
	readonly ticket: string | null;
	readonly dryRun: boolean;
	readonly caseFacts?: CaseFacts;
	readonly choices?: StepChoices;
	/** What whoever asked had seen of the account; null: nothing is compared. */
	readonly seen?: string | null;
}

/** A run that has begun. */
export interface StartedOffboarding {
	/** The run's number. It is in the journal. */
	readonly id: string;
	readonly ended: Promise<RunRecord>;
	/** Resolves to true when the first step begins, to false when the run ended before that. */
	readonly decided: Promise<boolean>;
}

/** What belongs into the transaction that opens a run; when it throws, there is no run. */
export type Together = (tx: RunnerQueries, id: string) => Promise<void>;

/** Where an organisation's records go. */
export const reportFolderOf = ({ config }: Services, organisationId: string): string =>
	join(config.dataFolder, 'reports', organisationId);

/** The same, made where it is not there yet. */
export async function reportFolder(services: Services, organisationId: string): Promise<string> {
	const folder = reportFolderOf(services, organisationId);
	await mkdir(folder, { recursive: true, mode: 0o700 });
	return folder;
}

/**
 * Starts an offboarding; it goes on when the browser is gone, and is resumed when this process dies.
 *
 * @returns the run's number as soon as it is in the journal, and its end
 * @throws KeyError, DatabaseError; SecondRunError where one of the same person is under way; HttpError when the trial is
 * over or covers nobody more; whatever `together` throws
 */
export async function startOffboarding(
	services: Services,
	asker: Asker,
	tenant: Tenant,
	wish: OffboardingWish,
	together?: Together,
): Promise<StartedOffboarding> {
	const { runner, log } = services;
	const { user, dryRun } = wish;
	const request = await requestOf(services, asker, tenant, wish, together);
	const giveBack = dryRun ? async () => undefined : await coverEmployees(services, tenant, [user]);
	let hasStarted = false;
	return await new Promise((resolve, reject) => {
		let begin = () => {};
		const first = new Promise<boolean>((done) => {
			begin = () => done(true);
		});
		const ended = runner.offboard(request, (progress: RunProgress) => {
			if (progress.type === 'stepStarted') begin();
			if (progress.type !== 'started') return;
			hasStarted = true;
			const hasEnded = () => false;
			const decided = Promise.race([first, ended.then(hasEnded, hasEnded)]);
			resolve({ id: progress.id, ended, decided });
		});
		// Where nothing was changed, nobody was covered.
		void ended.then(
			(run) => (run.status === 'refused' ? giveBack() : undefined),
			() => (hasStarted ? undefined : giveBack()),
		);
		ended.catch((error: unknown) => {
			reject(error instanceof Error ? error : new Error('The offboarding did not start.'));
			if (hasStarted) {
				log.error({ err: error }, 'an offboarding stopped; it goes on with the next start');
			}
		});
	});
}

async function requestOf(
	services: Services,
	asker: Asker,
	{ tenantId, connectionId, organisationId }: Tenant,
	wish: OffboardingWish,
	together: Together | undefined,
) {
	if (connectionId === null) throw new Error('The tenant has no connection.');
	const { user, manager, ticket, dryRun, caseFacts = {}, choices = {}, seen = null } = wish;
	return {
		connection: await services.runner.connections.open(connectionId),
		...{ user, manager, ticket, dryRun, choices, seen, mayWait: true },
		reportFolder: await reportFolder(services, organisationId),
		...askedBy(asker),
		caseFacts: factsWith(asker, caseFacts),
		together: async (tx: RunnerQueries, id: string) => {
			if (!dryRun) {
				await refuseSecondRun(tx, tenantId, user, id);
				await goOnFromRefused(services.runner, tx, asker, { tenantId, user, own: id });
			}
			await together?.(tx, id);
		},
	};
}

/** A tenant that takes longer to answer is watched on the run's own page. */
const PATIENCE_MS = 5_000;

/** Whether a run was refused because the account is not as it was seen any more. */
export async function isOtherSight(
	{ runner }: Services,
	{ id, decided }: StartedOffboarding,
): Promise<boolean> {
	const hasBegun = await Promise.race([decided, delay(PATIENCE_MS, false, { ref: false })]);
	// It is compared before the first step begins; and what is read now, the first step waits for.
	if (hasBegun) return false;
	const run = await runner.run(id);
	return run?.status === 'refused' && run.message === OTHER_SIGHT;
}
