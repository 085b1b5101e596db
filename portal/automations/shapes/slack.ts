import { checkpointLine, cut, headline, moment, oneLine, type ToldEvent } from './event';

/**
 * The body for an incoming webhook of Slack: blocks, and a text for notifications.
 *
 * @see https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function slackBody(event: ToldEvent) {
	const { offboarding, checkpoint } = event;
	const field = (label: string, value: string) => ({
		...{ type: 'mrkdwn', verbatim: true },
		text: `*${label}*\n${plain(value, 300)}`,
	});
	return {
		text: plain(headline(event), 300),
		blocks: [
			// A header is plain text: nothing in it is formatted.
			{
				type: 'header',
				text: { type: 'plain_text', text: bare(headline(event), 150), emoji: false },
			},
			{
				type: 'section',
				fields: [
					// Plain: an address is copied as it is.
					{
						...{ type: 'plain_text', emoji: false },
						text: `Employee\n${bare(offboarding.employee.userPrincipalName, 300)}`,
					},
					field('Status', `${offboarding.statusWords}. ${offboarding.summary}`),
					field('Ended', moment(offboarding.finishedAt)),
					field('Tenant', offboarding.tenant.name),
					field('Started by', offboarding.requestedBy ?? 'not recorded'),
					field('Number', offboarding.id),
				],
			},
			{ type: 'actions', elements: buttons(event) },
			...(checkpoint
				? [
						{
							type: 'context',
							elements: [{ type: 'plain_text', text: checkpointLine(checkpoint) }],
						},
					]
				: []),
		],
	};
}

function buttons({ offboarding }: ToldEvent) {
	const button = (text: string, url: string) => ({
		type: 'button',
		text: { type: 'plain_text', text },
		url,
	});
	const { url, reportUrl } = offboarding;
	return [button('Open', url), ...(reportUrl ? [button('Compliance PDF', reportUrl)] : [])];
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * A name as a name: no link, no `@channel`, no bold. What mrkdwn has no escape for is kept apart from its word by a
 * sign of no width.
 */
const plain = (value: string, most: number): string =>
	cut(oneLine(value), most)
		.replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign)
		.replace(/[*_~`]/g, (sign) => `\u200b${sign}\u200b`);

/** The same where nothing is formatted: an address stays as it is. */
const bare = (value: string, most: number): string =>
	cut(oneLine(value), most).replaceAll('<', '‹').replaceAll('>', '›');
