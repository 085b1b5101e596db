import { sightOf, type RunRecord, type StepChoices } from '../../runner';
import type { Tenant } from '../connection/tenants';
import type { Services } from '../services';
import type { Asker } from './asker';
import { startOffboarding, type OffboardingWish } from './start-offboarding';

/** What a preview found, as a page draws it. */
export interface Preview {
	readonly run: RunRecord;
	/** How many devices would be wiped. */
	readonly wipes: number;
	readonly readAt: string;
	readonly tenant: Tenant;
}

/** A dry run of what somebody asks for: reads only. @throws KeyError, DatabaseError */
export async function previewOf(
	services: Services,
	asker: Asker,
	tenant: Tenant,
	wish: Omit<OffboardingWish, 'dryRun' | 'seen'>,
): Promise<Preview> {
	const started = await startOffboarding(services, asker, tenant, { ...wish, dryRun: true });
	const run = await started.ended;
	return { run, tenant, wipes: wipesOf(run), readAt: services.now().toISOString() };
}

/** What somebody read of an account. */
export interface ReadPreview {
	/** See `sightOf`. */
	readonly seen: string;
	/** How many devices would be wiped by these choices. */
	readonly wipes: number;
	readonly choices: StepChoices;
	/** Who got mail and ownership in it; null: the manager of the directory. */
	readonly manager: string | null;
	/** ISO 8601 UTC. */
	readonly readFrom: string;
}

/**
 * A preview that somebody read, as the journal keeps it: what a form says of it is not believed.
 *
 * @param id as the form has it
 * @returns null where there is none of this person
 */
export async function readPreview(
	{ runner }: Services,
	id: string,
	{ tenantId }: Pick<Tenant, 'tenantId'>,
	user: string,
): Promise<ReadPreview | null> {
	const run = id === '' ? null : await runner.run(id);
	if (!run?.offboarding || !run.request.dryRun) return null;
	const { request, offboarding } = run;
	const isTheirs = request.tenantId.toLowerCase() === tenantId.toLowerCase();
	if (!isTheirs || request.user !== user) return null;
	const { manager } = request;
	const choices = request.choices ?? {};
	const readFrom = run.startedAt;
	return { seen: sightOf(offboarding), wipes: wipesOf(run), choices, manager, readFrom };
}

/**
 * Whether somebody was offboarded since a preview of them was read: an old tab is about an account that was still open.
 * One that is under way is another thing: there is only one at a time.
 */
export async function hasRunSince(
	{ runner }: Services,
	{ tenantId }: Pick<Tenant, 'tenantId'>,
	employeeId: string,
	{ readFrom: startedFrom }: ReadPreview,
): Promise<boolean> {
	const wanted = { tenantIds: [tenantId], employeeId, startedFrom, dryRun: false } as const;
	const runs = await runner.runs({ ...wanted, isWhole: true });
	return runs.some(({ status }) => !['refused', 'running', 'waiting'].includes(status));
}

/** Whether a preview showed what is asked for now: the same devices lost, the same recipient. A reply is read where it is written. */
export function showsThis(
	read: ReadPreview,
	wanted: Pick<OffboardingWish, 'manager' | 'choices'>,
): boolean {
	const policyOf = ({ devicePolicy = 'wipeCompany' }: StepChoices) => devicePolicy;
	return (
		policyOf(read.choices) === policyOf(wanted.choices ?? {}) &&
		(read.manager ?? '').toLowerCase() === (wanted.manager ?? '').toLowerCase()
	);
}

function wipesOf({ steps }: RunRecord): number {
	const items = steps.find(({ key }) => key === 'wipeDevices')?.outcome?.items ?? [];
	const isWipe = /^Would be wiped/;
	return items.filter(({ status, reason }) => status === 'pending' && isWipe.test(reason ?? ''))
		.length;
}
