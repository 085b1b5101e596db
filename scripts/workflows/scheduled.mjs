import { code, node, offboard, rowChanged, rowsOf, sticky, tableMade, workflow } from './make.mjs';

const TABLE = 'offboarding_leavers';
const COLUMNS = ['upn', 'manager', 'ticket', 'leaves_at', 'zone', 'state', 'claimed_by', 'why'].map(
	(name) => [name, 'string'],
);

const NOTE = `## Leavers at their time
1. Import \`offboarding-notify.json\` first and choose it in **Offboard**.
2. Run this once by hand: it makes the data table \`offboarding_leavers\`. Fill in a row a person: \`upn\`, \`leaves_at\` (\`2026-12-01 18:00\`), \`zone\` (\`Europe/Berlin\`), \`state\` = \`planned\`; \`manager\` and \`ticket\` if wanted.
3. Publish this workflow and the other one.

Every five minutes it starts those whose time has come, together: all are locked out first.

- **Once.** A row is marked \`started\`, in one statement and only while it is \`planned\`, before anything is sent. The mark outlives a restart.
- **After a downtime** it starts what is at most 24 hours late; what is later becomes \`late\` and waits for a person.
- \`ended\`, \`open\` (a person has to do something), \`unknown\` (nobody knows how far it came: look, it is never started again by itself), \`invalid\`: \`why\` says why, and the execution is marked as failed, so that an error workflow can tell somebody.`;

const STARTED = `const started = $('Whom').all().map((item) => item.json);
const results = $input.all().map((item) => item.json);
return endsOf(started, results).map((json) => ({ json, pairedItem: { item: 0 } }));`;

/** Asked last, when all is noted: an execution that is marked as failed does nothing more. */
const UNCLEAR = `const rowsOf = (read) => {
	try {
		return read();
	} catch {
		return [];
	}
};
const noted = [...rowsOf(() => $('Note Why Not').all()), ...rowsOf(() => $('Note How It Ended').all())];
const open = noted.filter((item) => item.json.state !== undefined && item.json.state !== 'ended');
return open.length === 0 ? [] : [{ json: { message: 'In offboarding_leavers a person has to look at row ' + open.map((item) => Number(item.json.id)).join(', ') }, pairedItem: { item: 0 } }];`;

const ROW = [
	['id', '={{ $json.rowId }}'],
	['state', '={{ $json.from }}'],
];
const NOTED = { state: '={{ $json.state }}', why: '={{ $json.why }}' };

/** Each leaver of a data table once, at their time. */
export function scheduled() {
	const nodes = [
		sticky('How to use this', [-60, -420], 900, 330, NOTE),
		node('scheduleTrigger', 'Every Five Minutes', [0, 0], {
			rule: { interval: [{ field: 'minutes', minutesInterval: 5 }] },
		}),
		node('manualTrigger', 'Start By Hand', [0, 180]),
		tableMade('List Of Leavers', [220, 0], TABLE, COLUMNS),
		rowsOf('Planned Or Started', [440, 0], TABLE, [
			['state', 'planned'],
			['state', 'started'],
		]),
		code(
			'Who Is Due',
			[660, 0],
			['checks', 'who-is-due'],
			`const rows = $input.all().map((item) => item.json);
return whoIsDue(rows, Date.now(), DateTime).map((json) => ({ json, pairedItem: { item: 0 } }));`,
		),
		node('if', 'Is It Time', [880, 0], {
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
				conditions: [
					{
						id: 'c0ffee00-0000-5000-8000-000000000001',
						leftValue: '={{ $json.todo }}',
						rightValue: 'start',
						operator: { type: 'string', operation: 'equals' },
					},
				],
				combinator: 'and',
			},
			options: {},
		}),
		rowChanged(
			'Mark As Started',
			[1100, -100],
			TABLE,
			[
				['id', '={{ $json.rowId }}'],
				['state', 'planned'],
			],
			{ state: 'started', claimed_by: '={{ $execution.id }}', why: '' },
		),
		code(
			'Whom',
			[1320, -100],
			['checks', 'claimed'],
			`const rows = $input.all().map((item) => item.json);
return claimedOf(rows, $execution.id).map((json) => ({ json, pairedItem: { item: 0 } }));`,
		),
		offboard('Offboard', [1540, -100]),
		code('How It Ended', [1760, -100], ['how-it-ended'], STARTED),
		rowChanged('Note How It Ended', [1980, -100], TABLE, ROW, NOTED),
		rowChanged('Note Why Not', [1100, 100], TABLE, ROW, NOTED),
		code('Is Something Open', [880, 320], [], UNCLEAR),
		node('stopAndError', 'A Person Has To Look', [1100, 320], {
			errorMessage: '={{ $json.message }}',
		}),
	];
	return workflow('offboardiqTimed1', 'Offboarding at the time of each leaver', nodes, [
		[
			'Every Five Minutes',
			'List Of Leavers',
			'Planned Or Started',
			'Who Is Due',
			'Is It Time',
			'Mark As Started',
			'Whom',
			'Offboard',
			'How It Ended',
			'Note How It Ended',
		],
		['Start By Hand', 'List Of Leavers'],
		['Offboard:1', 'How It Ended'],
		['Is It Time:1', 'Note Why Not'],
		// The lowest one is the last one.
		['Who Is Due', 'Is Something Open', 'A Person Has To Look'],
	]);
}
