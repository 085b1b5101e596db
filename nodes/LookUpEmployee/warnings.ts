import type { CloudName } from '../shared/graph/clouds';
import { stepGap } from '../shared/step/cloudGaps';
import type { Employee, Holdings, Person, Warning } from '../shared/step/offboarding';
import type { Unread } from '../shared/holdings/everythingHeld';
import { missingFor } from '../shared/step/permissions';
import { STEPS } from '../shared/step/vocabulary';
import { accountWarnings, protectionWarnings } from './accountWarnings';
import { holdingWarnings } from './holdingWarnings';
import { managerWarnings } from './managerWarnings';

/** What the warnings are made from. */
export interface Findings {
	readonly employee: Employee;
	readonly manager: Person | null;
	/** Object ids or UPNs of accounts that are offboarded too. */
	readonly leaving: readonly string[];
	readonly holdings: Holdings;
	/** What the token grants; null when it can't be read, then nothing is said about permissions. */
	readonly granted: readonly string[] | null;
	readonly cloud: CloudName;
	/** Member of a restricted management administrative unit. */
	readonly isRestricted: boolean;
	/** What the mailbox is for, in Exchange's word; null where it is not known. */
	readonly mailPurpose: string | null;
	/** What is to be said of roles that nobody else holds. */
	readonly lastOnes: readonly Warning[];
	readonly unread: readonly Unread[];
}

/** What should be known before anything is changed, the gravest first. */
export function warningsOf(findings: Findings): readonly Warning[] {
	const { cloud, granted, employee, holdings, isRestricted, unread } = findings;
	return [
		...cloudWarnings(cloud),
		...permissionWarnings(cloud, granted),
		...protectionWarnings(isRestricted, holdings),
		...findings.lastOnes,
		...accountWarnings(employee),
		...purposeWarnings(findings.mailPurpose),
		...managerWarnings(findings, holdings.groups ?? []),
		...mailboxWarnings(findings),
		...holdingWarnings(holdings),
		...unread.filter((entry) => !saysNotThere(entry)).map(unreadWarning),
	];
}

function cloudWarnings(cloud: CloudName): readonly Warning[] {
	return STEPS.flatMap(({ key, title }) => {
		const gap = stepGap(cloud, key);
		return gap === null
			? []
			: [{ code: 'notInThisCloud', message: `${title}: ${gap}`, steps: [key] }];
	});
}

function permissionWarnings(
	cloud: CloudName,
	granted: readonly string[] | null,
): readonly Warning[] {
	if (granted === null) return [];
	return STEPS.flatMap(({ key, title }) => {
		const missing = stepGap(cloud, key) === null ? missingFor(key, granted) : [];
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

/** Rooms and shared mailboxes are accounts too, and others go on using them. */
function purposeWarnings(purpose: string | null): readonly Warning[] {
	if (purpose === null || !['shared', 'room', 'equipment'].includes(purpose)) return [];
	const message = `This is a ${purpose} mailbox and not a person's: others may depend on it. Make sure that it is the account you mean.`;
	return [{ code: 'notAPerson', message, steps: ['forwardEmail', 'setOutOfOffice'] }];
}

/** Where the permission is missing that has been said, and what the mailbox would say is not known. */
function mailboxWarnings({ holdings, granted }: Findings): readonly Warning[] {
	const { available, reason } = holdings.mailbox;
	const mayRead = granted === null || missingFor('setOutOfOffice', granted).length === 0;
	if (available || reason === null || !mayRead) return [];
	return [{ code: 'noMailbox', message: reason, steps: ['forwardEmail', 'setOutOfOffice'] }];
}

/** A tenant without Intune is no gap in the look-up. */
function saysNotThere({ failure }: Unread): boolean {
	return /not applicable to target tenant/i.test(failure.graphMessage ?? '');
}

function unreadWarning({ step, failure }: Unread): Warning {
	return { code: 'unread', message: failure.message, steps: [step] };
}
