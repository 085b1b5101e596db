import {
	code,
	node,
	offboard,
	post,
	rowAdded,
	rowChanged,
	rowsOf,
	sticky,
	tableMade,
	workflow,
	yesNo,
} from './make.mjs';

const TABLE = 'offboarding_requests';
const COLUMNS = ['key', 'execution', 'state', 'answer'].map((name) => [name, 'string']);

const APPROVAL = `**A person approves** on n8n's own form: turn **Ask Approver** on (a Slack incoming webhook) to send the link, or take it from the execution that waits. **Approve Or Decline** asks for its own *Basic Auth* credential: give it to approvers only. Three days of silence are a no. Whoever asks can't approve.`;
const CLAIM = `**Once.** Each request is a row of the data table \`offboarding_requests\` (made by itself). The same ticket for the same person counts once, a second answer of the form changes nothing, and what a crash leaves at \`started\` is not started again by itself: somebody has to look.`;

/** The link to the form is n8n's own; what else is in it was checked. */
const ASK = `={{ JSON.stringify({ text: 'Somebody asks to offboard ' + $('Check Request').first().json.upn + ' (' + $('Check Request').first().json.ticket + '). Approve or decline: ' + $execution.resumeFormUrl }) }}`;
const WHOM = `={{ 'Offboard ' + $('Check Request').first().json.upn + ', ticket ' + $('Check Request').first().json.ticket + ', asked for by ' + $('Check Request').first().json.requestedBy + '. Approving locks the account out at once and can not be undone in full.' }}`;

const respond = (name, position, responseCode, responseBody) =>
	node('respondToWebhook', name, position, {
		respondWith: 'json',
		responseBody,
		options: { responseCode },
	});

function approval(y) {
	return [
		post(
			'Ask Approver',
			[1980, y],
			{ url: 'https://hooks.slack.com/services/', body: ASK },
			{ disabled: true, onError: 'continueRegularOutput' },
		),
		node('wait', 'Approve Or Decline', [2200, y], {
			...{
				resume: 'form',
				incomingAuthentication: 'basicAuth',
				formTitle: 'Approve an offboarding',
				formDescription: WHOM,
			},
			formFields: {
				values: [
					{
						...{ fieldLabel: 'Decision', fieldType: 'dropdown', requiredField: true },
						fieldOptions: { values: [{ option: 'Decline' }, { option: 'Approve' }] },
					},
					{ fieldLabel: 'Your name', requiredField: true },
				],
			},
			...{
				limitWaitTime: true,
				limitType: 'afterTimeInterval',
				resumeAmount: 3,
				resumeUnit: 'days',
			},
			options: { appendAttribution: false },
		}),
		code(
			'Decide',
			[2420, y],
			['checks', 'decide'],
			`const request = $('Check Request').first().json;
const row = $('Note Request').first().json;
return [{ json: decide(request, $input.first().json, row, new Date().toISOString()), pairedItem: { item: 0 } }];`,
		),
		rowChanged(
			'Mark It',
			[2640, y],
			TABLE,
			[
				['id', '={{ $json.rowId }}'],
				['state', 'asked'],
			],
			{ state: "={{ $json.approved ? 'started' : 'declined' }}", answer: '={{ $json.decision }}' },
		),
		yesNo('Is It Approved', [2860, y], "={{ $('Decide').first().json.approved }}"),
		code(
			'Whom',
			[3080, y - 100],
			['checks', 'decide'],
			"return [{ json: offboardingOf($('Decide').first().json, $execution.id), pairedItem: { item: 0 } }];",
		),
		offboard('Offboard', [3300, y - 100]),
	];
}

const ANSWER = `const result = $input.first().json;
return [{ json: bodiesOf(answerOf($('Decide').first().json, result)), pairedItem: { item: 0 } }];`;

/** Everything behind the check, which is the same whoever asks. */
function rest(y) {
	return [
		sticky('Once', [880, y - 190], 560, 130, CLAIM),
		sticky('A person approves', [1940, y - 190], 640, 130, APPROVAL),
		tableMade('Table Of Requests', [880, y], TABLE, COLUMNS),
		rowAdded('Note Request', [1100, y], TABLE, {
			key: "={{ $('Check Request').first().json.key }}",
			execution: '={{ $execution.id }}',
			state: 'asked',
			answer: '',
		}),
		rowsOf('Same Request', [1320, y], TABLE, [
			['key', "={{ $('Check Request').first().json.key }}"],
		]),
		code(
			'First Of Its Kind',
			[1540, y],
			['first-of-its-kind'],
			`const rows = $input.all().map((item) => item.json);
return [{ json: { isNew: isFirst(rows, $('Note Request').first().json) }, pairedItem: { item: 0 } }];`,
		),
		yesNo('Is It New', [1540, y + 180], '={{ $json.isNew }}'),
		rowChanged(
			'Note It Is Known',
			[1980, y + 280],
			TABLE,
			[['id', "={{ $('Note Request').first().json.id }}"]],
			{ state: 'asked before' },
		),
		...approval(y),
		code('Answer', [3520, y], ['answer'], ANSWER),
		rowChanged('Note The End', [3740, y], TABLE, [['id', '={{ $json.rowId }}']], {
			state: '={{ $json.status }}',
			answer: '={{ $json.text }}',
		}),
	];
}

const WIRES = [
	[
		'Table Of Requests',
		'Note Request',
		'Same Request',
		'First Of Its Kind',
		'Is It New',
		'Say It Is Taken',
		'Ask Approver',
		'Approve Or Decline',
		'Decide',
		'Mark It',
		'Is It Approved',
		'Whom',
		'Offboard',
		'Answer',
		'Note The End',
	],
	['Is It New:1', 'Say It Is Known', 'Note It Is Known'],
	['Is It Approved:1', 'Answer'],
	['Offboard:1', 'Answer'],
];

const NOT_ANSWERED = [
	'stopAndError',
	'The Ticket Was Not Told',
	{
		errorMessage:
			'The ticket was not told how it ended. The row in offboarding_requests and the execution of the nine steps say it.',
	},
];

const REQUEST_NOTE = `## An offboarding that Jira or ServiceNow asks for
1. Import \`offboarding-notify.json\` first and choose it in **Offboard**.
2. **Jira Or ServiceNow Asks**: a *Header Auth* credential, such as \`Authorization: Bearer …\`. Nothing comes in without it.
3. Jira automation → *Send web request*, POST, JSON: \`{"upn": "…", "ticket": "{{issue.key}}", "requested_by": "{{initiator.displayName}}"}\`. ServiceNow: the same with \`"ticket": current.number\` and \`"sys_id": current.sys_id\`.
4. **Answer Jira** or **Answer ServiceNow**: URL and credential, then turn it on.
5. Publish this workflow and the other one.

It answers at once (202, 409 for what was asked before, 422 with a reason), then waits for the approval.`;

/** Asked for by Jira or ServiceNow, approved by a person, answered in the ticket. */
export function onRequest() {
	const y = 0;
	const nodes = [
		sticky('How to use this', [-60, -360], 800, 300, REQUEST_NOTE),
		node(
			'webhook',
			'Jira Or ServiceNow Asks',
			[0, y],
			{
				httpMethod: 'POST',
				path: 'offboardiq-request',
				authentication: 'headerAuth',
				responseMode: 'responseNode',
				options: {},
			},
			{ webhookId: '6f0b1a52-5d4e-5c1a-9a0e-1f2d3c4b5a60' },
		),
		code(
			'Check Request',
			[220, y],
			['checks', 'check-request'],
			'return [{ json: checkRequest($input.first().json, new Date().toISOString()), pairedItem: { item: 0 } }];',
		),
		yesNo('Is It Right', [440, y], '={{ $json.ok }}'),
		respond('Refuse', [660, y + 180], 422, '={{ { status: "refused", reason: $json.problem } }}'),
		...rest(y),
		respond(
			'Say It Is Taken',
			[1760, y],
			202,
			'={{ { status: "waiting for approval", ticket: $(\'Check Request\').first().json.ticket } }}',
		),
		respond(
			'Say It Is Known',
			[1760, y + 280],
			409,
			'={{ { status: "asked for before", ticket: $(\'Check Request\').first().json.ticket } }}',
		),
		yesNo('Is It Of Jira', [3960, y], "={{ $('Answer').first().json.source === 'jira' }}"),
		post(
			'Answer Jira',
			[4180, y - 100],
			{
				url: 'https://api-private.atlassian.com/automation/webhooks/jira/a/',
				auth: 'httpHeaderAuth',
				body: "={{ JSON.stringify($('Answer').first().json.jira) }}",
			},
			{ disabled: true },
		),
		post(
			'Answer ServiceNow',
			[4180, y + 120],
			{
				...{
					method: 'PATCH',
					auth: 'httpBasicAuth',
					body: "={{ JSON.stringify($('Answer').first().json.serviceNow) }}",
				},
				url: "=https://your-instance.service-now.com/api/now/table/{{ $('Answer').first().json.table.replace(/[^a-z_]/g, '') }}/{{ $('Answer').first().json.sysId.replace(/[^0-9a-f]/g, '') }}",
			},
			{ disabled: true },
		),
		node(NOT_ANSWERED[0], NOT_ANSWERED[1], [4400, y], NOT_ANSWERED[2]),
	];
	return workflow('offboardiqAsked1', 'Offboarding on request of Jira or ServiceNow', nodes, [
		['Jira Or ServiceNow Asks', 'Check Request', 'Is It Right', 'Table Of Requests'],
		['Is It Right:1', 'Refuse'],
		...WIRES,
		['Note The End', 'Is It Of Jira', 'Answer Jira'],
		['Is It Of Jira:1', 'Answer ServiceNow'],
		['Answer Jira:1', 'The Ticket Was Not Told'],
		['Answer ServiceNow:1', 'The Ticket Was Not Told'],
	]);
}

const SLACK_NOTE = `## An offboarding that Slack asks for
1. Import \`offboarding-notify.json\` first and choose it in **Offboard**.
2. Slack app → *Slash Commands*: \`/offboard\`, with the production URL of **Slack Asks**. Usage: \`/offboard name@company.example HR-123\`.
3. **What Slack Should Have Signed**: a *Crypto* credential whose *HMAC secret* is the app's *Signing Secret*. What it did not sign within five minutes is refused; the signature is checked over the bytes as they came.
4. **Answer In Slack**: an incoming webhook, then turn it on.
5. Publish this workflow and the other one. Who may use the command is up to Slack: who may offboard is up to the approver.`;

const SLACK_SAYS = (text) => `={{ { response_type: "ephemeral", text: ${text} } }}`;

/** Asked for by a slash command, approved by a person, answered in a channel. */
export function fromSlack() {
	const y = 0;
	const nodes = [
		sticky('How to use this', [-700, -360], 800, 280, SLACK_NOTE),
		node(
			'webhook',
			'Slack Asks',
			[-660, y],
			{
				httpMethod: 'POST',
				path: 'offboardiq-slack',
				responseMode: 'responseNode',
				options: { rawBody: true },
			},
			{ webhookId: '7a1c2b63-6e5f-5d2b-8b1f-2a3e4d5c6b71' },
		),
		node('extractFromFile', 'The Bytes As They Came', [-440, y], {
			operation: 'text',
			binaryPropertyName: 'data',
			destinationKey: 'raw',
			options: { keepSource: 'json' },
		}),
		node('crypto', 'What Slack Should Have Signed', [-220, y], {
			...{ action: 'hmac', type: 'SHA256', encoding: 'hex', dataPropertyName: 'expected' },
			value: "={{ 'v0:' + $json.headers['x-slack-request-timestamp'] + ':' + $json.raw }}",
		}),
		code(
			'Check Request',
			[220, y],
			['checks', 'check-slash'],
			'return [{ json: checkSlash($input.first().json, new Date().toISOString()), pairedItem: { item: 0 } }];',
		),
		yesNo('Is It Right', [440, y], '={{ $json.ok }}'),
		yesNo('Is It Of Slack', [440, y + 180], '={{ $json.isSigned }}'),
		respond('Say How', [660, y + 180], 200, SLACK_SAYS('$json.problem')),
		respond('Refuse', [660, y + 340], 401, '={{ { status: "refused" } }}'),
		...rest(y),
		respond(
			'Say It Is Taken',
			[1760, y],
			200,
			SLACK_SAYS('"Somebody has to approve it; the answer comes to the channel."'),
		),
		respond(
			'Say It Is Known',
			[1760, y + 280],
			200,
			SLACK_SAYS('"That was asked for before, with the same ticket."'),
		),
		post(
			'Answer In Slack',
			[3960, y],
			{
				url: 'https://hooks.slack.com/services/',
				body: "={{ JSON.stringify($('Answer').first().json.slack) }}",
			},
			{ disabled: true },
		),
		node(NOT_ANSWERED[0], NOT_ANSWERED[1], [4180, y + 80], NOT_ANSWERED[2]),
	];
	return workflow('offboardiqSlack1', 'Offboarding on request of Slack', nodes, [
		[
			'Slack Asks',
			'The Bytes As They Came',
			'What Slack Should Have Signed',
			'Check Request',
			'Is It Right',
			'Table Of Requests',
		],
		['Is It Right:1', 'Is It Of Slack', 'Say How'],
		['Is It Of Slack:1', 'Refuse'],
		...WIRES,
		['Note The End', 'Answer In Slack'],
		['Answer In Slack:1', 'The Ticket Was Not Told'],
	]);
}
