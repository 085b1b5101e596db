import type { RunProgress, RunRecord } from '../../runner';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Visitor } from '../accounts/visitor';
import { actorOf } from '../audit/acts';
import type { Tenant } from '../connection/tenants';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';

/** What somebody asked for. */
export interface OffboardingWish {
	/** Object id: names are for people. */
	readonly user: string;
	readonly manager: string | null;
	readonly ticket: string | null;
	readonly dryRun: boolean;
}

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
 * @throws KeyError, DatabaseError; HttpError when the trial is over or covers nobody more
 */
export async function startOffboarding(
	services: Services,
	visitor: Visitor,
	tenant: Tenant,
	wish: OffboardingWish,
): Promise<{ readonly id: string; readonly ended: Promise<RunRecord> }> {
	const { runner, log } = services;
	if (tenant.connectionId === null) throw new Error('The tenant has no connection.');
	const connection = await runner.connections.open(tenant.connectionId);
	const { user, manager, ticket, dryRun } = wish;
	const request = {
		...{ connection, user, manager, ticket, dryRun, mayWait: true },
		reportFolder: await reportFolder(services, tenant.organisationId),
		requestedBy: `${visitor.name} <${visitor.email}>`,
		actor: actorOf(visitor.accountId),
		caseFacts: visitor.member && { requesterRole: visitor.member.role },
	};
	const giveBack = dryRun ? async () => undefined : await coverEmployees(services, tenant, [user]);
	let hasStarted = false;
	return await new Promise((resolve, reject) => {
		const ended = runner.offboard(request, (progress: RunProgress) => {
			if (progress.type !== 'started') return;
			hasStarted = true;
			resolve({ id: progress.id, ended });
		});
		// Where nothing was changed, nobody was covered.
		void ended.then(
			(run) => (run.status === 'refused' ? giveBack() : undefined),
			() => (hasStarted ? undefined : giveBack()),
		);
		ended.catch((error: unknown) => {
			reject(error instanceof Error ? error : new Error('The offboarding did not start.'));
			log.error({ err: error }, 'an offboarding stopped; it goes on with the next start');
		});
	});
}
