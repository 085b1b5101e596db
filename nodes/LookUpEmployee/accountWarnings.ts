import { RESTRICTED_UNIT } from '../shared/holdings/protection';
import { isExternal } from '../shared/holdings/people';
import { enumerate } from '../shared/step/counting';
import { OVER_ADMINISTRATORS } from '../shared/step/extraRoles';
import type { Employee, Holdings, Warning } from '../shared/step/offboarding';

/** What kind of account it is, as far as that decides what a step can do. */
export function accountWarnings(employee: Employee): readonly Warning[] {
	const warnings: Warning[] = [];
	if (employee.onPremisesSyncEnabled) {
		warnings.push({
			code: 'hybrid',
			message:
				'The account is synced from on-premises Active Directory. Disable it and reset its password there too, or the next sync turns it on again.',
			steps: ['disableAccount', 'resetPassword'],
		});
	}
	if (isExternal(employee)) {
		warnings.push({
			code: 'guest',
			message: 'The account is a guest: its password and sessions belong to its home tenant.',
			steps: ['resetPassword', 'revokeSessions'],
		});
	}
	if (employee.accountEnabled === false) {
		warnings.push({
			code: 'alreadyDisabled',
			message: 'Sign-in is off already.',
			steps: ['disableAccount'],
		});
	}
	return warnings;
}

/** What keeps an app from locking the account out, whatever permissions it has. */
export function protectionWarnings(restricted: boolean, holdings: Holdings): readonly Warning[] {
	const warnings: Warning[] = [];
	const steps = ['disableAccount', 'resetPassword'];
	if (restricted) warnings.push({ code: 'restrictedUnit', message: RESTRICTED_UNIT, steps });
	const roles = (holdings.directoryRoles ?? []).map(({ displayName }) => displayName);
	const groups = (holdings.groups ?? [])
		.filter(({ isAssignableToRole }) => isAssignableToRole)
		.map(({ displayName }) => displayName);
	const held = [...roles, ...groups];
	if (held.length > 0) {
		warnings.push({
			code: 'privileged',
			message: `The person is an administrator (${enumerate(held)}): unless the app holds ${OVER_ADMINISTRATORS}, Microsoft Graph may refuse steps 1 and 2 until that is gone. They are tried again then.`,
			steps,
		});
	}
	return warnings;
}
