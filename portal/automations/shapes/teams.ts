import { checkpointLine, cut, headline, moment, oneLine, type ToldEvent } from './event';

/**
 * The body for a Teams workflow: an Adaptive Card in a message. Anything else is taken with 202 and dropped.
 *
 * @see https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
 */
export function teamsBody(event: ToldEvent) {
	const { offboarding, checkpoint } = event;
	const fact = (title: string, value: string) => ({ title, value: plain(value) });
	const small = { isSubtle: true, size: 'Small' };
	return {
		type: 'message',
		attachments: [
			{
				contentType: 'application/vnd.microsoft.card.adaptive',
				contentUrl: null,
				content: {
					$schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
					type: 'AdaptiveCard',
					version: '1.4',
					msteams: { width: 'Full' },
					body: [
						text(headline(event), { size: 'Medium', weight: 'Bolder' }),
						{
							type: 'FactSet',
							facts: [
								fact('Status', `${offboarding.statusWords}. ${offboarding.summary}`),
								fact('Ended', moment(offboarding.finishedAt)),
								fact('Tenant', offboarding.tenant.name),
								fact('Started by', offboarding.requestedBy ?? 'not recorded'),
								fact('Number', offboarding.id),
							],
						},
						...(checkpoint ? [text(checkpointLine(checkpoint), small)] : []),
					],
					actions: [{ type: 'Action.OpenUrl', title: 'Open', url: offboarding.url }],
				},
			},
		],
	};
}

const text = (what: string, more: Readonly<Record<string, unknown>>) => ({
	...{ type: 'TextBlock', wrap: true, text: plain(what) },
	...more,
});

/**
 * A name as a name: no link, no bold, no list, no mention, no formatted date. Only what a card reads as markup is
 * escaped, because not every client takes an escape for what is none.
 */
const plain = (value: string): string =>
	cut(oneLine(value), 300)
		.replace(/[\\`*_[\]~]/g, (sign) => `\\${sign}`)
		.replace(/^([-+#]|\d+\.)/, '\u200b$1')
		.replaceAll('{{', '{\u200b{')
		.replace(/[<>&]/g, (sign) => ENTITIES[sign] ?? sign);

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
