import { code, node, post, sticky, TELL_ID, workflow, yesNo } from './make.mjs';
import { nineSteps } from './nine-steps.mjs';

const NOTE = `## Offboarding, and who is told
1. Choose the *OffboardIQ Microsoft Graph API* credential in **Look Up Employee** and in every step after it. A signing credential in **Compliance PDF** signs the record.
2. By hand: say who leaves in **Whom**. *Dry run* is on: nothing is changed until you set it to false.
3. From another workflow: *Execute Sub-workflow*, one item a person, with \`user\` and, if wanted, \`manager\`, \`leaving\`, \`request\`.
4. The four branches are off. Set up those you want and turn them on; delete the others.

Several people are one run: each step is done for all of them before the next, so all are locked out first. A step that fails never stops the later ones. Nothing here is tried a second time but the messages to Slack and Teams.`;

const SLACK = `**Slack**: create an incoming webhook and put its URL here. It is a secret: whoever has it can post.`;
const TEAMS = `**Teams**: *Workflows* → *Post to a channel when a webhook request is received*. Put the URL here without \`&sig=…\`, and that into a *Query Auth* credential named \`sig\`. Teams says yes even to what it can't show: look whether it arrived.`;
const JIRA = `**Jira**: an automation rule with *Incoming webhook*; its secret in a *Header Auth* credential named \`X-Automation-Webhook-Token\`. The rule reads \`{{webhookData.ticket}}\`, \`status\`, \`open\`, \`simulated\`, \`for_a_person\`. Not tried again: an issue twice is worse.`;
const SERVICE_NOW = `**ServiceNow**: only when something is open. Put your instance into the URL, and a *Basic Auth* credential of a user with the role *itil*. Not tried again; look for \`correlation_id\` before you open one by hand.`;
const OUTCOME = `**Outcome** is what the calling workflow gets, whatever became of the messages: \`status\`, \`statusWords\`, \`isOpen\`, \`todo\`, \`steps\`, \`told\`, and the record as binary \`data\`. Add your store for the PDF behind it.`;

const AGAIN = { disabled: true, retryOnFail: true, maxTries: 3, waitBetweenTries: 2000 };

/** Whoever is told: name, how, what may go wrong. */
function told(y) {
	return [
		post(
			'Tell Slack',
			[3520, y],
			{ url: 'https://hooks.slack.com/services/', body: '={{ JSON.stringify($json.slack) }}' },
			AGAIN,
		),
		node('noOp', 'Slack Was Not Told', [3760, y + 80]),
		post(
			'Tell Teams',
			[3520, y + 260],
			{
				url: 'https://prod-00.westeurope.logic.azure.com/workflows/',
				auth: 'httpQueryAuth',
				body: '={{ JSON.stringify($json.teams) }}',
			},
			AGAIN,
		),
		node('noOp', 'Teams Was Not Told', [3760, y + 340]),
		post(
			'Tell Jira',
			[3520, y + 520],
			{
				url: 'https://api-private.atlassian.com/automation/webhooks/jira/a/',
				auth: 'httpHeaderAuth',
				body: '={{ JSON.stringify($json.jira) }}',
			},
			{ disabled: true },
		),
		node('noOp', 'Jira Was Not Told', [3760, y + 600]),
		yesNo('Is Something Open', [3300, y + 780], '={{ $json.isOpen }}'),
		post(
			'Open An Incident',
			[3520, y + 780],
			{
				url: 'https://your-instance.service-now.com/api/now/table/incident',
				auth: 'httpBasicAuth',
				body: '={{ JSON.stringify($json.serviceNow) }}',
			},
			{ disabled: true },
		),
		node('noOp', 'No Incident Was Opened', [3760, y + 860]),
	];
}

const OUTPUTS = `const outputs = {
	slack: (output) => $('Tell Slack').all(output),
	teams: (output) => $('Tell Teams').all(output),
	jira: (output) => $('Tell Jira').all(output),
	serviceNow: (output) => $('Open An Incident').all(output),
};
return outcome($input.all(), outputs);`;

/** The nine steps, and the four that can be told how they ended. The other templates call it. */
export function tell() {
	const steps = nineSteps([440, 0]).map((step) =>
		// Who can't be looked up is told of too, and keeps nobody else waiting.
		step.name === 'Look Up Employee' ? { ...step, onError: 'continueErrorOutput' } : step,
	);
	const nodes = [
		sticky('How to use this', [-60, -340], 900, 280, NOTE),
		sticky('Slack', [3960, -10], 460, 100, SLACK),
		sticky('Teams', [3960, 250], 460, 140, TEAMS),
		sticky('Jira', [3960, 510], 460, 140, JIRA),
		sticky('ServiceNow', [3960, 770], 460, 140, SERVICE_NOW),
		sticky('What comes out', [3520, 1030], 900, 100, OUTCOME),
		node('manualTrigger', 'Start By Hand', [0, 0]),
		node('set', 'Whom', [220, 0], {
			...{ mode: 'raw', options: {} },
			jsonOutput:
				'{\n  "user": "",\n  "manager": "",\n  "dryRun": true,\n  "request": { "requestedBy": "", "ticket": "" }\n}',
		}),
		node('executeWorkflowTrigger', 'Called By A Workflow', [220, 180], {
			inputSource: 'passthrough',
		}),
		...steps,
		node('merge', 'Everybody', [2860, 100], { mode: 'append', numberInputs: 2 }),
		code(
			'What To Tell',
			[3080, 100],
			['told', 'bodies', 'what-to-tell'],
			'return whatToTell($input.all(), new Date().toISOString());',
		),
		...told(0),
		code('Outcome', [3300, 1030], ['outcome'], OUTPUTS),
	];
	return workflow(TELL_ID, 'Offboarding, and who is told', nodes, [
		['Start By Hand', 'Whom', 'Look Up Employee'],
		['Called By A Workflow', ...steps.map(({ name }) => name), 'Everybody', 'What To Tell'],
		['Look Up Employee:1', 'Everybody:1'],
		// In the order in which n8n takes them: the last one last.
		...['Tell Slack', 'Tell Teams', 'Tell Jira', 'Is Something Open', 'Outcome'].map((name) => [
			'What To Tell',
			name,
		]),
		['Is Something Open', 'Open An Incident'],
		['Tell Slack:1', 'Slack Was Not Told'],
		['Tell Teams:1', 'Teams Was Not Told'],
		['Tell Jira:1', 'Jira Was Not Told'],
		['Open An Incident:1', 'No Incident Was Opened'],
	]);
}
