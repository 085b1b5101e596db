import { createHash } from 'node:crypto';
import type { Offboarding } from '../../nodes/shared/step/offboarding';

/** What a run is told that was to be like a preview and is not. One line, for people. */
export const OTHER_SIGHT =
	'The account has changed since the preview. Look at the new preview and confirm again. Nothing was changed.';

/** The account is not as whoever asked had seen it. */
export class OtherSightError extends Error {
	override readonly name = 'OtherSightError';

	constructor() {
		super(OTHER_SIGHT);
	}
}

/**
 * What somebody who reads a preview bases their decision on: whether the account is on, who manages it, what it holds.
 * Names are left out: a person who marries is the same person.
 *
 * @returns SHA-256, hex; two that are equal say that nothing of it changed in between
 */
export function sightOf({ employee, manager, holdings, warnings }: Offboarding): string {
	const { authenticationMethods, groups, directoryRoles, devices, mailbox } = holdings;
	const seen = {
		id: employee.id.toLowerCase(),
		name: employee.userPrincipalName.toLowerCase(),
		...{ enabled: employee.accountEnabled, type: employee.userType },
		synced: employee.onPremisesSyncEnabled,
		manager: manager && [manager.id.toLowerCase(), manager.mail, manager.accountEnabled],
		methods: listOf(authenticationMethods, ({ id }) => id),
		groups: listOf(groups, ({ id, owned, member }) => `${id} ${owned} ${member}`),
		roles: listOf(directoryRoles, ({ id }) => id),
		devices: listOf(devices, (one) => `${one.id} ${one.ownerType} ${one.enrollmentType}`),
		mailbox: mailbox.available,
		warnings: [...new Set(warnings.map(({ code }) => code))].sort(),
	};
	return createHash('sha256').update(JSON.stringify(seen)).digest('hex');
}

const listOf = <Held>(held: readonly Held[] | null, keyOf: (one: Held) => string) =>
	held?.map(keyOf).sort() ?? null;

/**
 * @param seen what whoever asked had seen; null: nothing is compared
 * @throws OtherSightError
 */
export function refuseOtherSight(offboarding: Offboarding, seen: string | null): void {
	if (seen === null || offboarding.request.dryRun) return;
	if (sightOf(offboarding) !== seen) throw new OtherSightError();
}
