// What is told of an offboarding, in the form that each of the four wants. Runs in n8n's Code node: plain JavaScript,
// no require. Every text of the tenant or of a ticket is data: cut, on one line, escaped as its reader wants it.

const STEPS = [
	[1, 'disableAccount', 'Disable account'],
	[2, 'resetPassword', 'Reset password'],
	[3, 'revokeSessions', 'Revoke sessions'],
	[4, 'removeMfaMethods', 'Remove MFA methods'],
	[5, 'removeAdminRoles', 'Remove admin roles'],
	[6, 'forwardEmail', 'Forward email'],
	[7, 'setOutOfOffice', 'Set out-of-office'],
	[8, 'wipeDevices', 'Wipe devices'],
	[8, 'removeFromTeams', 'Remove from Teams and groups'],
	[9, 'compliancePdf', 'Compliance PDF'],
];
const WORDS = {
	...{ done: 'Done', accepted: 'Accepted', skipped: 'Skipped', blocked: 'Blocked' },
	...{ failed: 'Failed', unknown: 'Unknown', pending: 'Not started' },
};
const OPEN = ['blocked', 'failed', 'unknown'];
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const textOf = (value) => (typeof value === 'string' ? value : '');

/** One line, whatever is in it. */
const oneLine = (value) =>
	textOf(value)
		.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
		.trim();

/** So many characters at most, never half of one. */
function cut(value, most) {
	const signs = [...value];
	return signs.length <= most ? value : `${signs.slice(0, most - 1).join('')}…`;
}

const moment = (iso) =>
	textOf(iso) === '' ? 'not recorded' : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** A row of the ten. What was accepted and not read back is never called done. */
function rowOf([number, key, title], steps, real) {
	const outcome = steps.filter((step) => step && step.key === key).pop();
	const status = outcome && outcome.status in WORDS ? outcome.status : 'pending';
	const mark = status === 'done' && outcome.verified !== true ? 'accepted' : status;
	const word =
		WORDS[mark] + (real || (mark !== 'done' && mark !== 'accepted') ? '' : ', simulated');
	const items = outcome && Array.isArray(outcome.items) ? outcome.items : [];
	const open = items.filter((item) => item && OPEN.includes(item.status));
	const reason = outcome ? oneLine(outcome.reason || outcome.summary) : '';
	const todo =
		open.length > 0
			? open.map(
					(item) => `${oneLine(item.target)}: ${oneLine(item.reason) || 'no reason was given'}`,
				)
			: [reason || 'no reason was given'];
	return {
		number,
		key,
		title,
		status,
		mark,
		word,
		reason,
		todo,
		isOpen: open.length > 0 || OPEN.includes(status),
	};
}

function countOf(rows, dryRun) {
	const count = (mark) => rows.filter((row) => row.mark === mark).length;
	const parts = [
		[count('done'), 'done'],
		[count('accepted'), 'accepted, not seen yet'],
		[count('skipped'), 'skipped with a reason'],
		...OPEN.map((mark) => [count(mark), mark]),
		[count('pending'), dryRun ? 'would run' : 'not started'],
	];
	const open = rows.filter((row) => row.isOpen).length;
	const words = parts.filter(([number]) => number > 0).map((part) => part.join(' '));
	return `${words.join(', ')}; ${open > 0 ? `${open} open` : 'nothing open'}.`;
}

function statusOf(rows, dryRun) {
	const has = (mark) => rows.some((row) => row.mark === mark);
	if (dryRun) return ['dry_run', 'Dry run, nothing was changed'];
	if (has('pending')) return ['failed', 'Not complete'];
	if (rows.some((row) => row.isOpen))
		return ['completed_with_exceptions', 'Completed with exceptions'];
	return ['completed', has('accepted') ? 'Completed, not all seen yet' : 'Completed'];
}

/** What an item says; one without a look-up is somebody who was not found or refused, before anything was changed. */
function toldOf(json, at) {
	const request = json.request && typeof json.request === 'object' ? json.request : {};
	const base = {
		id: cut(oneLine(request.id), 100),
		ticket: cut(oneLine(request.ticket), 100),
		requestedBy: cut(oneLine(request.requestedBy), 200) || 'not recorded',
		...{ dryRun: request.dryRun === true || json.dryRun === true, endedAt: at },
	};
	if (json.schema !== 'offboardiq.offboarding/1') return notStarted(base, json);
	const { employee, tenant } = json;
	const simulated = tenant.simulated === true;
	const rows = STEPS.map((step) =>
		rowOf(step, Array.isArray(json.steps) ? json.steps : [], !simulated),
	);
	const [status, words] = statusOf(rows, base.dryRun);
	return {
		...base,
		...{ status, statusWords: simulated ? `${words}, simulated` : words, simulated, rows },
		name: oneLine(employee.displayName) || oneLine(employee.userPrincipalName),
		upn: oneLine(employee.userPrincipalName),
		tenant: oneLine(tenant.displayName) || oneLine(tenant.id),
		...{ startedAt: textOf(json.startedAt), summary: countOf(rows, base.dryRun) },
		todo: todoOf(rows, base.dryRun),
		isOpen: rows.some((row) => row.isOpen || (!base.dryRun && row.mark === 'pending')),
	};
}

function notStarted(base, json) {
	const error = json.error && typeof json.error === 'object' ? json.error.message : json.error;
	const reason = oneLine(error) || 'The look-up gave no reason';
	const upn = oneLine(json.user) || 'nobody named';
	return {
		...base,
		...{ status: 'refused', statusWords: 'Not started, nothing was changed', simulated: false },
		...{ name: upn, upn, tenant: 'not recorded', startedAt: '', rows: [] },
		summary: `The look-up ended it: ${cut(reason, 500)}`,
		...{ todo: [`Look Up Employee: ${reason}`], isOpen: true },
	};
}

/** What a person has to do, one line a thing. */
function todoOf(rows, dryRun) {
	const open = rows.filter((row) => row.isOpen);
	const lines = open.flatMap((row) =>
		row.todo.map((what) => `${row.title}, ${row.word.toLowerCase()}: ${what}`),
	);
	const left = dryRun ? [] : rows.filter((row) => row.mark === 'pending');
	return [...lines, ...left.map((row) => `${row.title}: not started. See the execution in n8n.`)];
}

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

/** One item for each that came in, in their order, with the file that came with it. */
function whatToTell(items, at) {
	return items.map((item, index) => {
		const told = toldOf(item.json, at);
		const { rows, todo, ...said } = told;
		const steps = rows.map(({ number, key, title, status, word, reason }) => ({
			number,
			key,
			title,
			status,
			word,
			reason,
		}));
		return {
			json: {
				...{ ...said, todo, steps },
				...{
					slack: slackBody(told),
					teams: teamsBody(told),
					jira: jiraBody(told),
					serviceNow: serviceNowBody(told),
				},
			},
			...(item.binary ? { binary: item.binary } : {}),
			pairedItem: { item: index },
		};
	});
}
