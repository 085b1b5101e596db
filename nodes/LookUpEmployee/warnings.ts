import type { GraphFailure } from '../shared/graph';
import type { Employee, Person, Warning } from '../shared/step/offboarding';
import { missingFor } from '../shared/step/permissions';
import { STEPS, type StepKey } from '../shared/step/vocabulary';

/** A part of the look-up that could not be read, and the step that needed it. */
export interface Unread {
	readonly step: StepKey;
	readonly failure: GraphFailure;
}

/** What the warnings are made from. */
export interface Findings {
	readonly employee: Employee;
	readonly manager: Person | null;
	/** What the token grants; null when it can't be read, then nothing is said about permissions. */
	readonly granted: readonly string[] | null;
	readonly unread: readonly Unread[];
}

/** What should be known before anything is changed, the gravest first. */
export function warningsOf(findings: Findings): readonly Warning[] {
	return [
		...permissionWarnings(findings.granted),
		...accountWarnings(findings.employee),
		...managerWarnings(findings.manager),
		...findings.unread.filter((entry) => !saysNotThere(entry)).map(unreadWarning),
	];
}

function permissionWarnings(granted: readonly string[] | null): readonly Warning[] {
	if (granted === null) return [];
	return STEPS.flatMap(({ key, title }) => {
		const missing = missingFor(key, granted);
		return missing.length === 0
			? []
			: [
					{
						code: 'missingPermission',
						message: `${title} will not be complete: the app lacks ${missing.join(', ')}.`,
						steps: [key],
					},
				];
	});
}

function accountWarnings(employee: Employee): readonly Warning[] {
	const warnings: Warning[] = [];
	if (employee.onPremisesSyncEnabled) {
		warnings.push({
			code: 'hybrid',
			message:
				'The account is synced from on-premises Active Directory. Disable it there too, or the next sync turns it on again.',
			steps: ['disableAccount', 'resetPassword'],
		});
	}
	if (employee.userType === 'Guest') {
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

function managerWarnings(manager: Person | null): readonly Warning[] {
	if (manager !== null) return [];
	return [
		{
			code: 'noManager',
			message: 'No manager is set: mail is not forwarded and groups have no successor.',
			steps: ['forwardEmail', 'removeFromTeams'],
		},
	];
}

/** A tenant without Intune is no gap in the look-up. */
function saysNotThere({ failure }: Unread): boolean {
	return /not applicable to target tenant/i.test(failure.graphMessage ?? '');
}

function unreadWarning({ step, failure }: Unread): Warning {
	return { code: 'unread', message: failure.message, steps: [step] };
}
