import { healthOf } from '../connection/health';
import { connectedOf, type Tenant } from '../connection/tenants';
import { oneLine } from '../schedules/tell';
import type { Services } from '../services';

/** So long before its end a certificate is told of. */
const ENDS_SOON_MS = 30 * 24 * 3_600_000;

/** What is wrong with the connections of an organisation, asked now: an offboarding would find it out too late. */
export async function connectionProblems(
	services: Services,
	tenants: readonly Tenant[],
): Promise<readonly string[]> {
	const found: string[] = [];
	// What is simulated answers as long as this process runs.
	for (const tenant of connectedOf(tenants).filter(({ simulated }) => !simulated)) {
		found.push(...(await problemsOf(services, tenant)).map((says) => `${tenant.name}: ${says}`));
	}
	return found;
}

async function problemsOf(services: Services, tenant: Tenant): Promise<readonly string[]> {
	const { problem, missing, credential } = await healthOf(services, tenant, true);
	const { tenantId, group } = tenant;
	const sync = await services.runner.directory.lastSync({ tenantId, group });
	const isSyncBad = sync?.status === 'failed' || sync?.status === 'stopped';
	const endsAt = credential?.kind === 'certificate' ? credential.endsAt : null;
	const isEnding = endsAt !== null && Date.parse(endsAt) - services.now().getTime() < ENDS_SOON_MS;
	return [
		problem === null ? '' : `it can't be asked. ${oneLine(problem)}`,
		missing.length === 0 || problem !== null
			? ''
			: `permissions are missing: ${missing.join(', ')}.`,
		isEnding ? `its certificate ends ${endsAt.slice(0, 10)}.` : '',
		isSyncBad ? `the last sync of its people did not complete. ${oneLine(sync.message ?? '')}` : '',
	].filter((line) => line !== '');
}
