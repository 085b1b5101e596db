import { notAnswered, respond, rest, WIRES } from './approved.mjs';
import { code, node, post, sticky, workflow, yesNo } from './make.mjs';

const REQUEST_NOTE = `## An offboarding that Jira or ServiceNow asks for
1. Import \`offboarding-notify.json\` first and choose it in **Offboard**.
2. **Jira Or ServiceNow Asks**: a *Header Auth* credential, such as \`Authorization: Bearer …\`. Nothing comes in without it.
3. Jira automation → *Send web request*, POST, JSON: \`{"upn": "…", "ticket": "{{issue.key}}", "requested_by": {{initiator.displayName.asJsonString}}}\`. ServiceNow: the same with \`"ticket": current.number\` and \`"sys_id": current.sys_id\`.
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
		notAnswered([4400, y]),
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
