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
	yesNo,
} from './make.mjs';

const TABLE = 'offboarding_requests';
const COLUMNS = ['key', 'execution', 'state', 'answer'].map((name) => [name, 'string']);

const APPROVAL = `**A person approves** on n8n's own form: turn **Ask Approver** on (a Slack incoming webhook) to send the link, or take it from the execution that waits. **Approve Or Decline** asks for its own *Basic Auth* credential: give it to approvers only. Three days of silence are a no. Whoever asks can't approve.`;
const CLAIM = `**Once.** Each request is a row of the data table \`offboarding_requests\` (made by itself). The same ticket for the same person counts once, a second answer of the form changes nothing, and what a crash leaves at \`started\` is not started again by itself: somebody has to look.`;

/** The link to the form is n8n's own; what else is in it was checked. */
const ASK = `={{ JSON.stringify({ text: 'Somebody asks to offboard ' + $('Check Request').first().json.upn + ' (' + $('Check Request').first().json.ticket + '). Approve or decline: ' + $execution.resumeFormUrl }) }}`;
const WHOM = `={{ 'Offboard ' + $('Check Request').first().json.upn + ', ticket ' + $('Check Request').first().json.ticket + ', asked for by ' + $('Check Request').first().json.requestedBy + '. Approving locks the account out at once and can not be undone in full.' }}`;

/** An answer to whoever asked, at once. */
export const respond = (name, position, responseCode, responseBody) =>
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
export function rest(y) {
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

/** How those nodes lead to each other. */
export const WIRES = [
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

/** Makes the execution fail, so that an error workflow tells somebody. */
export const notAnswered = (position) =>
	node('stopAndError', 'The Ticket Was Not Told', position, {
		errorMessage:
			'The ticket was not told how it ended. The row in offboarding_requests and the execution of the nine steps say it.',
	});
