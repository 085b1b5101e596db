// What is told, in the form that each of the four wants: cut, on one line, escaped as its reader wants it.

const headline = (told) =>
	`Offboarding ${told.statusWords.charAt(0).toLowerCase()}${told.statusWords.slice(1)}: ${told.name}`;

/** Lines up to so many characters; the last says what was left out. */
function linesWithin(lines, most, escape) {
	const kept = [];
	let length = 0;
	for (const [index, line] of lines.entries()) {
		const next = escape(cut(line, 400));
		if (length + next.length > most || kept.length === 20) {
			kept.push(`And ${lines.length - index} more; all are in the record.`);
			break;
		}
		kept.push(next);
		length += next.length + 1;
	}
	return kept;
}

/** A name as a name: no link, no @channel, no bold. */
const slackText = (value) =>
	value
		.replace(/[&<>]/g, (sign) => ENTITIES[sign])
		.replace(/[*_~`]/g, (sign) => `\u200b${sign}\u200b`);
const slackPlain = (value, most) => cut(value, most).replaceAll('<', '‹').replaceAll('>', '›');

/** An incoming webhook of Slack: blocks, and a text for notifications. */
function slackBody(told) {
	const field = (label, value) => ({
		...{ type: 'mrkdwn', verbatim: true },
		text: `*${label}*\n${slackText(cut(value, 300))}`,
	});
	const todo = linesWithin(told.todo, 2500, slackText);
	return {
		text: slackText(cut(headline(told), 250)),
		blocks: [
			{
				type: 'header',
				text: { type: 'plain_text', emoji: false, text: slackPlain(headline(told), 150) },
			},
			{
				type: 'section',
				fields: [
					{ type: 'plain_text', emoji: false, text: `Employee\n${slackPlain(told.upn, 300)}` },
					field('Status', `${told.statusWords}. ${told.summary}`),
					...[field('Ended', moment(told.endedAt)), field('Tenant', told.tenant)],
					...[field('Asked for by', told.requestedBy), field('Ticket', told.ticket || 'none')],
				],
			},
			...(todo.length > 0
				? [
						{
							type: 'section',
							text: {
								type: 'mrkdwn',
								verbatim: true,
								text: `*For a person to do*\n${todo.join('\n')}`,
							},
						},
					]
				: []),
		],
	};
}

/** What a card reads as markup is escaped, and nothing else. */
const teamsText = (value) =>
	value
		.replace(/[\\`*_[\]~]/g, (sign) => `\\${sign}`)
		.replace(/^([-+#]|\d+\.)/, '\u200b$1')
		.replaceAll('{{', '{\u200b{')
		.replace(/[<>&]/g, (sign) => ENTITIES[sign]);

/** A Teams workflow: an Adaptive Card in a message. Anything else is taken with 202 and dropped. */
function teamsBody(told) {
	const fact = (title, value) => ({ title, value: teamsText(cut(value, 300)) });
	const block = (text, more) => ({ type: 'TextBlock', wrap: true, text, ...more });
	const todo = linesWithin(told.todo, 6000, teamsText);
	const card = {
		$schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
		...{ type: 'AdaptiveCard', version: '1.4', msteams: { width: 'Full' } },
		body: [
			block(teamsText(cut(headline(told), 300)), { size: 'Medium', weight: 'Bolder' }),
			{
				type: 'FactSet',
				facts: [
					fact('Employee', told.upn),
					fact('Status', `${told.statusWords}. ${told.summary}`),
					...[fact('Ended', moment(told.endedAt)), fact('Tenant', told.tenant)],
					...[fact('Asked for by', told.requestedBy), fact('Ticket', told.ticket || 'none')],
				],
			},
			...(todo.length > 0 ? [block('For a person to do', { weight: 'Bolder' })] : []),
			...todo.map((line) => block(line, { spacing: 'Small' })),
		],
	};
	const contentType = 'application/vnd.microsoft.card.adaptive';
	return { type: 'message', attachments: [{ contentType, contentUrl: null, content: card }] };
}

/** The incoming webhook of a Jira automation: flat, because its rules read `{{webhookData.employee}}`. */
function jiraBody(told) {
	return {
		...{
			event: `offboarding.${told.status}`,
			employee: cut(told.name, 300),
			employee_upn: cut(told.upn, 300),
		},
		...{ offboarding_id: told.id, status: told.status, status_words: told.statusWords },
		...{
			simulated: told.simulated,
			dry_run: told.dryRun,
			open: told.isOpen,
			tenant: cut(told.tenant, 300),
		},
		...{ started_at: told.startedAt, completed_at: told.endedAt, triggered_by: told.requestedBy },
		...{ ticket: told.ticket, steps_summary: told.summary },
		for_a_person: linesWithin(told.todo, 4000, (line) => line).join('\n'),
		steps: told.rows.map(({ number, title, word, reason }) => ({
			...{ number, title, status: word, reason: cut(reason, 500) },
		})),
	};
}

/** Columns of an incident and nothing else: what is no column is dropped there without a word. */
function serviceNowBody(told) {
	const description = [
		`${told.name} (${told.upn}), ${told.tenant}`,
		`${told.statusWords}. ${told.summary}`,
		`Began ${moment(told.startedAt)}, ended ${moment(told.endedAt)}, asked for by ${told.requestedBy}, ticket ${told.ticket || 'none'}.`,
		...(told.todo.length > 0 ? ['For a person to do:'] : []),
		...linesWithin(told.todo, 2000, (line) => line),
		...told.rows.map(({ number, title, word }) => `${number} ${title}: ${word}`),
	];
	return {
		short_description: cut(headline(told), 160),
		description: cut(description.join('\n'), 4000),
		...{ category: 'Offboarding', urgency: told.isOpen ? '2' : '3', impact: '3' },
		...{ correlation_id: told.id, correlation_display: 'OffboardIQ' },
	};
}
