import type { Offboarding } from '../../step/offboarding';
import { markOf, type StepKey } from '../../step/vocabulary';
import { isNotTried } from '../../step/onlySteps';
import { wordFor } from '../../step/shownStep';
import { finalRows, rowsOf, type Row } from '../rows';

/** One kind of access: what there was at look-up, and what the steps came to. */
export interface InventoryRow {
	readonly what: string;
	readonly before: string;
	readonly after: string;
}

/** What a person may have besides, and no step reads or changes. */
export const NOT_COVERED = [
	'app role assignments',
	'consents to apps (OAuth grants)',
	'licences assigned directly',
	'OneDrive',
	'delegation of the mailbox and shared mailboxes',
	'systems other than Microsoft 365',
	'keys, badges and equipment',
] as const;

/** What is set rather than counted, and how that reads where the step gives no value of its own. */
const SET: Readonly<Partial<Record<StepKey, string>>> = {
	disableAccount: 'off',
	resetPassword: 'replaced',
	revokeSessions: 'revoked',
	forwardEmail: 'forwarded',
	setOutOfOffice: 'on',
};

/** Access before and after. `not read` is said where nobody knows; it never means nothing. */
export function inventoryOf(offboarding: Offboarding): InventoryRow[] {
	const { employee, holdings } = offboarding;
	const final = finalRows(rowsOf(offboarding));
	const row = (what: string, before: string, key: StepKey): InventoryRow => ({
		...{ what, before },
		after: afterOf(final.find(({ step }) => step.key === key)),
	});
	const signIn = { true: 'on', false: 'off', null: 'not read' }[`${employee.accountEnabled}`];
	const mail = holdings.mailbox.available ? 'not read' : 'no mailbox to work with';
	return [
		row('Sign-in', signIn, 'disableAccount'),
		row('Password', 'never readable', 'resetPassword'),
		row('Sessions', 'not countable', 'revokeSessions'),
		row('Sign-in methods', count(holdings.authenticationMethods), 'removeMfaMethods'),
		row(
			'Directory roles',
			`${count(holdings.directoryRoles)} active, tenant-wide`,
			'removeAdminRoles',
		),
		row('Groups and teams', count(holdings.groups), 'removeFromTeams'),
		row('Intune devices', count(holdings.devices), 'wipeDevices'),
		row('Mail forwarding', mail, 'forwardEmail'),
		row('Automatic replies', holdings.mailbox.automaticReplies ?? mail, 'setOutOfOffice'),
	];
}

function count(held: readonly unknown[] | null): string {
	return held === null ? 'not read' : `${held.length}`;
}

function afterOf(row: Row | undefined): string {
	const mark = row?.mark;
	if (!row?.outcome || mark === undefined || mark === 'document') return 'not changed: not started';
	const { key } = row.step;
	const { items, summary } = row.outcome;
	if (isNotTried(row.outcome)) return `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;
	const set = SET[key];
	if (mark === 'done' && set !== undefined) return `${items[0]?.after ?? set}, seen`;
	const counts = (
		['done', 'accepted', 'failed', 'unknown', 'blocked', 'skipped', 'pending'] as const
	)
		.map(
			(one) =>
				[
					wordFor(one, key).toLowerCase(),
					items.filter((item) => markOf(item) === one).length,
				] as const,
		)
		.filter(([, number]) => number > 0)
		.map(([word, number]) => `${number} ${word}`);
	if (counts.length === 0)
		return mark === 'skipped' ? 'nothing to do' : `${wordFor(mark, key).toLowerCase()}: ${summary}`;
	return counts.join(', ');
}
