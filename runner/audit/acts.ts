/**
 * Everything the audit log writes down, and how people read it. One list, so that whoever adds an act adds its words,
 * and no act is written that nobody could explain. `{…}` names a fact of the entry.
 */
export const ACTS = {
	'offboarding.requested': 'Offboarding requested',
	'offboarding.begun': 'Offboarding begun: the person was found',
	'offboarding.resumed': 'Offboarding resumed after an interruption',
	'offboarding.cancelRequested': 'Cancelling the offboarding requested',
	'offboarding.results': 'Results of the steps before the record',
	'offboarding.waits': 'Offboarding waits',
	'offboarding.recorded': 'Record made',
	'offboarding.ended': 'Offboarding ended: {status}',
	'offboarding.triedAgain': 'Tried again as {next}',
	'offboarding.stepTriedAgain': 'Step {step} tried again as {next}',
	'offboarding.dealtWith': 'Said to be dealt with',
	'offboarding.undoBegun': 'Undo begun as {undo}',
	'offboarding.undoResumed': 'Undo {undo} resumed after an interruption',
	'offboarding.undone': 'Undo {undo} ended: {verdict}',
	'offboarding.rechecked': 'Offboarding checked again as {addendum}: {verdict}',
	'device.sending': 'About to send one {action}',
	'device.requested': 'Requested a {action}: Intune took it',
	'device.refused': 'Intune refused the {action}',
	'device.unknown': 'Sent one {action}; the answer was lost',
	'device.decided': 'Decided about a {action} whose answer was lost: {decision}',
	'schedule.made': 'Schedule made for {dueAt}',
	'schedule.edited': 'Schedule moved to {dueAt}',
	'schedule.changed': 'Schedule changed: {what}',
	'schedule.confirmed': 'Schedule confirmed by a person',
	'schedule.cancelled': 'Schedule cancelled',
	'schedule.peopleAdded': 'People put on a scheduled list: {added}; on it now: {people}',
	'schedule.personRemoved': 'Person taken off a scheduled list; on it now: {people}',
	'schedule.fired': 'Schedule fired as {run}',
	'schedule.held': 'Schedule needs a person to confirm it',
	'schedule.ended': 'Schedule ended: {state}',
	'bulk.begun': 'List of {people} begun',
	'bulk.ended': 'List ended',
	'bulk.cancelRequested': 'Stopping a list requested',
	'approval.asked': 'Approval asked for, people: {people}',
	'approval.given': 'Approved by a second person, as {result}',
	'approval.declined': 'Approval declined',
	'approval.withdrawn': 'Request for approval taken back',
	'approval.expired': 'Nobody approved in time',
	'approval.held': 'Not approved at its time: held',
	'connection.kept': 'Connection kept, encrypted',
	'connection.removed': 'Connection removed',
	'connection.keyRotated': 'Connections sealed with a new key',
	'directory.synced': 'Directory sync {status}',
	'directory.syncAsked': 'Directory sync asked for',
	'session.created': 'Signed in',
	'session.refused': 'Wrong password, {times} in a row',
	'session.closed': 'Signed out',
	'account.passwordReset': 'Password chosen anew by a mailed link; signed out everywhere',
	'account.passwordChanged': 'Password changed',
	'account.secondFactorOn': 'Second factor set up; signed out everywhere else',
	'account.secondFactorOff': 'Second factor taken away; signed out everywhere else',
	'account.recoveryCodesMade': 'New recovery codes made',
	'account.microsoftLinked': 'Account at Microsoft connected',
	'account.microsoftUnlinked': 'Account at Microsoft disconnected',
	'account.sessionsEnded': 'Signed out of {which}',
	'account.mailsChosen': 'Mails about ended offboardings chosen: {ended}',
	'account.mailKindChosen': 'Mails about {about}: {choice}, chosen {where}',
	'account.deleted': 'Account deleted',
	'organisation.founded': 'Organisation founded',
	'organisation.wizard': 'Set-up: {step}',
	'organisation.mfaPolicy': 'Second factor required of members: {required}',
	'organisation.approvalRule': 'Second person for every offboarding: {required}',
	'organisation.template': 'Template {what}',
	'organisation.savedView': 'Saved view of everybody {what}: {list}',
	'organisation.licencePrices': 'Prices of licences kept: {count}, in {currency}',
	'organisation.deletionAsked': 'Deletion of the organisation asked for, due {dueAt}',
	'organisation.deletionUndone': 'Deletion of the organisation called off',
	'organisation.deleted': 'Organisation deleted',
	'organisation.exported': 'Everything exported',
	'invitation.sent': 'Invited somebody as {role}',
	'invitation.revoked': 'Invitation taken back',
	'invitation.accepted': 'Joined as {role}',
	'member.roleChanged': 'Role changed from {before} to {role}',
	'member.removed': 'Taken out of the organisation',
	'tenant.connected': 'Tenant connected',
	'tenant.changed': 'Tenant changed: {what}',
	'tenant.removed': 'Tenant disconnected',
	'automation.rule': 'Automation rule {what}',
	'automation.sentAgain': 'Webhooks sent again: {count}',
	'automation.delivered': 'Webhook {event} sent, answered with {status}',
	'automation.gaveUp': 'Webhook {event} given up',
	'automation.stopped': 'Automation rule paused by itself: {why}',
	'billing.checkoutBegun': 'Purchase of {plan}, by the {period}, begun',
	'billing.changeAsked': 'Change to {plan}, by the {period}, paid now',
	'billing.changePlanned': 'Change to {plan}, by the {period}, planned for {at}',
	'billing.changeUndone': 'Planned change of the plan taken back',
	'billing.cancelAsked': 'Plan cancelled, to end {at}',
	'billing.resumed': 'Plan goes on after all',
	'billing.cardOpened': 'Card and address opened at Stripe',
	'billing.plan': 'Plan {plan}, by the {period}: {status}',
	'billing.invoice': 'Invoice {invoice} is {status}',
	'report.downloadedTogether': 'Several records downloaded',
	'report.downloaded': 'Record {run} downloaded',
	'report.dataDownloaded': 'Run {run} downloaded as JSON',
	'audit.begun': 'Audit log begun',
	'audit.exported': 'Audit log exported as {format}',
	'audit.erased': 'Personal data erased: {reason}',
	'audit.settings': 'Audit settings changed',
	'audit.keyRolled': 'Checkpoints are signed with a new key',
	'audit.keyLost': 'The key was lost; a new one signs from here on',
} as const satisfies Record<string, string>;

export type Act = keyof typeof ACTS;

/** The same of a run that only reads: a preview is no offboarding, and nobody may take its end for one. */
const OF_PREVIEW: Readonly<Partial<Record<Act, string>>> = {
	'offboarding.requested': 'Preview requested',
	'offboarding.begun': 'Preview begun: the person was found',
	'offboarding.results': 'Results of the preview',
	'offboarding.waits': 'Preview waits',
	'offboarding.ended': 'Preview ended, nothing was changed: {status}',
};

/** What is written in clear: no name, no address, nothing that a person could be found by. */
export type Facts = { readonly [name: string]: Fact };
type Fact = string | number | boolean | null | readonly Fact[] | Facts;

/** One act as it is handed to the log. */
export interface NewEntry {
	readonly type: Act;
	/** Who did it: an account of this machine, or `account/ID` of the portal; left out for what the product does by itself. */
	readonly actor?: string | null;
	/** The run, schedule or list it is about, as people know it. */
	readonly run?: string | null;
	readonly facts: Facts;
	/** Facts that go in as a hash that only the holder of the data folder's key can make: equal where they were equal. */
	readonly hashed?: Readonly<Record<string, string>>;
	/** What is said of a person: encrypted under a key of its own for each run or schedule, and erased with that key. */
	readonly personal?: unknown;
	/** Whose key that is where it is no run's: `account/ID`. */
	readonly about?: string;
}

/** The words of an act, with its facts put in. */
export function sayAct(type: string, facts: Facts): string {
	const ofPreview = facts['dryRun'] === true ? OF_PREVIEW[type as Act] : undefined;
	const words: string = ofPreview ?? (type in ACTS ? ACTS[type as Act] : type);
	return words.replace(/\{(\w+)\}/g, (_, name: string) => {
		const fact = facts[name];
		return typeof fact === 'string' || typeof fact === 'number' ? String(fact) : '…';
	});
}
