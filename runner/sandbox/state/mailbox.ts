/** Where a person's mail lives. Everything but `cloud` answers MailboxNotEnabledForRESTAPI. */
export type MailboxKind = 'cloud' | 'none' | 'onPremises' | 'softDeleted';

export interface Recipient {
	emailAddress: { name?: string | null; address: string };
}

export interface DateTimeTimeZone {
	dateTime: string;
	timeZone: string;
}

export interface AutomaticReplies {
	status: 'disabled' | 'alwaysEnabled' | 'scheduled';
	externalAudience: 'none' | 'contactsOnly' | 'all';
	internalReplyMessage: string;
	externalReplyMessage: string;
	scheduledStartDateTime: DateTimeTimeZone;
	scheduledEndDateTime: DateTimeTimeZone;
}

export interface MessageRule {
	readonly id: string;
	displayName: string;
	sequence: number;
	isEnabled: boolean;
	hasError: boolean;
	isReadOnly: boolean;
	conditions: Record<string, unknown> | null;
	actions: Record<string, unknown>;
	exceptions: Record<string, unknown> | null;
	/** ISO 8601: until then it works, and no list shows it. */
	shownFrom?: string;
}

export interface Mailbox {
	kind: MailboxKind;
	/** True: an application access policy keeps the app out (403 ErrorAccessDenied). */
	excludedByPolicy: boolean;
	timeZone: string;
	userPurpose: 'user' | 'shared' | 'room';
	automaticReplies: AutomaticReplies;
	rules: MessageRule[];
}
