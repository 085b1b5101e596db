import { notAnswered, respond, rest, WIRES } from './approved.mjs';
import { code, node, post, sticky, workflow, yesNo } from './make.mjs';

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
		notAnswered([4180, y + 80]),
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
