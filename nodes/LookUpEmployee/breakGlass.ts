import type { Employee } from '../shared/step/offboarding';
import { LookUpError } from './lookUpError';

/**
 * Stops before anything is changed when the leaver is an account that must always work.
 *
 * @param accounts object ids or UPNs, in any letter case
 * @throws LookUpError
 */
export function refuseBreakGlass(employee: Employee, accounts: readonly string[]): void {
	const own = [employee.id, employee.userPrincipalName].map((key) => key.toLowerCase());
	if (!accounts.some((account) => own.includes(account.trim().toLowerCase()))) return;
	throw new LookUpError(
		`${employee.displayName} (${employee.userPrincipalName}) is on the list of break-glass accounts. Take it off the list first if it really leaves. Nothing was changed.`,
	);
}
