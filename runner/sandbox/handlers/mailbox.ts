import { type Answer, ok } from '../http/answer';
import { bodyObject, type Call, type Route } from '../http/call';
import { badRequest, GraphError } from '../http/graph-error';
import { project } from '../odata/project';
import type { AutomaticReplies, DateTimeTimeZone, Mailbox } from '../state/mailbox';
import { contextOf, userOf } from './find';

const ROUTE = '/users/{user}/mailboxSettings';

/** Mailbox settings, of which the automatic reply can be changed. */
export const mailboxRoutes: readonly Route[] = [
	{ operation: `GET ${ROUTE}`, options: ['$select'], exchange: true, handle: show },
	{
		operation: `PATCH ${ROUTE}`,
		exchange: true,
		handle: (call) => {
			const mailbox = mailboxOf(call);
			const body = bodyObject(call);
			const unknown = Object.keys(body).find(
				(name) => !/^(automaticRepliesSetting|timeZone|@.*)$/.test(name),
			);
			if (unknown !== undefined) {
				throw badRequest(
					`The property '${unknown}' can't be set in the sandbox.`,
					'ErrorInvalidProperty',
				);
			}
			const { automaticRepliesSetting, timeZone } = body;
			if (automaticRepliesSetting) {
				mailbox.automaticReplies = merged(mailbox.automaticReplies, automaticRepliesSetting);
			}
			if (typeof timeZone === 'string') mailbox.timeZone = timeZone;
			return show(call);
		},
	},
];

/**
 * The mailbox of the person in the route.
 * @throws GraphError 404 MailboxNotEnabledForRESTAPI when there is none in the cloud, 403 ErrorAccessDenied when a
 * policy keeps the app out, 404 for an unknown person.
 */
export function mailboxOf(call: Call): Mailbox {
	const { mailbox } = userOf(call);
	if (mailbox.kind !== 'cloud') {
		throw new GraphError(
			404,
			'MailboxNotEnabledForRESTAPI',
			'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
		);
	}
	if (mailbox.excludedByPolicy) {
		throw new GraphError(
			403,
			'ErrorAccessDenied',
			'Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.',
		);
	}
	return mailbox;
}

function show(call: Call): Answer {
	const { timeZone, userPurpose, automaticReplies } = mailboxOf(call);
	const settings = {
		archiveFolder: 'archive',
		timeZone,
		userPurpose,
		delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
		dateFormat: 'dd.MM.yyyy',
		timeFormat: 'HH:mm',
		automaticRepliesSetting: automaticReplies,
		language: { locale: 'en-GB', displayName: 'English (United Kingdom)' },
	};
	const context = contextOf(call, `users('${userOf(call).profile.id}')/mailboxSettings`);
	return ok({ ...context, ...project(settings, 'mailboxSettings', call.query.select) });
}

const STATUSES = ['disabled', 'alwaysEnabled', 'scheduled'];
const AUDIENCES = ['none', 'contactsOnly', 'all'];

function merged(current: AutomaticReplies, given: unknown): AutomaticReplies {
	const changes = Object.fromEntries(
		Object.entries(given as Record<string, unknown>).filter(([name]) => !name.startsWith('@')),
	);
	const mixed = { ...current, ...changes };
	const next = {
		...mixed,
		scheduledStartDateTime: stored(mixed.scheduledStartDateTime),
		scheduledEndDateTime: stored(mixed.scheduledEndDateTime),
	};
	const unknown = Object.keys(changes).find((name) => !(name in current));
	if (
		unknown !== undefined ||
		!STATUSES.includes(next.status) ||
		!AUDIENCES.includes(next.externalAudience)
	) {
		throw badRequest(
			'The automaticRepliesSetting has an unknown property or value.',
			'ErrorInvalidArgument',
		);
	}
	const dated = 'scheduledStartDateTime' in changes && 'scheduledEndDateTime' in changes;
	if (changes['status'] === 'scheduled' && !dated) {
		throw badRequest(
			'A scheduled automatic reply needs a start and an end.',
			'ErrorInvalidArgument',
		);
	}
	if (
		next.status === 'scheduled' &&
		next.scheduledEndDateTime.dateTime <= next.scheduledStartDateTime.dateTime
	) {
		throw badRequest(
			'The end of the automatic reply must be after its start.',
			'ErrorInvalidTimeInterval',
		);
	}
	return next;
}

/** Exchange writes times with seven digits, however they were given. */
function stored(time: DateTimeTimeZone): DateTimeTimeZone {
	const [, seconds, fraction = ''] =
		/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?$/.exec(time.dateTime) ?? [];
	if (seconds === undefined) {
		throw badRequest(`'${time.dateTime}' is not a date and time.`, 'ErrorInvalidArgument');
	}
	return { ...time, dateTime: `${seconds}.${fraction.padEnd(7, '0')}` };
}
