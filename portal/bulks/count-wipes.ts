import { LookUpRefused, type StepChoices } from '../../runner';
import type { Tenant } from '../connection/tenants';
import type { Services } from '../services';

/** So many people are looked up at the same moment. */
const LANES = 5;

/**
 * How many devices of the people on a list the company owns, so that more than one person may decide about alone are not
 * wiped by a short list. Reads only: one round trip each.
 *
 * @returns Infinity where it can't be found out: then it is not one person's to decide either
 */
export async function countWipes(
	{ runner, log }: Services,
	tenant: Tenant,
	users: readonly string[],
	{ devicePolicy = 'wipeCompany' }: StepChoices,
): Promise<number> {
	if (devicePolicy !== 'wipeCompany' || tenant.connectionId === null) return 0;
	const connection = await runner.connections.open(tenant.connectionId);
	const queue = [...users];
	let count = 0;
	const lane = async () => {
		for (let user = queue.shift(); user !== undefined; user = queue.shift()) {
			const about = { connection, user, manager: null, breakGlass: [] };
			const found = await runner.lookUp(about).catch((error: unknown) => {
				// Whoever would be refused loses no device.
				if (error instanceof LookUpRefused) return null;
				throw error;
			});
			if (found === null) continue;
			const { devices } = found.holdings;
			count +=
				devices?.filter(({ ownerType }) => ownerType?.toLowerCase() === 'company').length ??
				Number.POSITIVE_INFINITY;
		}
	};
	try {
		await Promise.all(Array.from({ length: LANES }, lane));
	} catch (error) {
		log.warn({ err: error }, 'the devices of a list could not be counted');
		return Number.POSITIVE_INFINITY;
	}
	return count;
}
