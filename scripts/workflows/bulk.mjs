import { code, node, offboard, sticky, workflow, yesNo } from './make.mjs';

const NOTE = `## Many people from a CSV
1. Import \`offboarding-notify.json\` first and choose it in **Offboard**.
2. **List Of Leavers** asks for a *Basic Auth* credential: whoever has it can offboard people.
3. Publish this workflow and the other one, and open the production URL of the form.

The file: first line \`upn,manager,ticket\`, then a line a person, at most 50. **One bad line and nothing is started.** Then a page shows who it is; the number of people has to be typed in. *Dry run* is the default.

All go through one run: n8n does each step for all of them before the next, so **everybody is locked out before anything else is changed of anybody**. A step that fails for one stops nobody. Should n8n itself stop in the middle, the result is lost and nothing is started again: what was done is seen in the tenant, and running the list once more skips it. For lists that have to survive that, use the portal or \`offboardiq run --list\`.`;

const CONFIRM = `={{ $json.count + ' people:<br>' + $json.list + '<br>Each account is locked out at once, which can not be undone in full.' }}`;

const ending = (name, position, completionTitle, completionMessage, more = {}) =>
	node('form', name, position, {
		operation: 'completion',
		respondWith: 'text',
		completionTitle,
		completionMessage,
		options: { appendAttribution: false },
		...more,
	});

/** A list by a form, checked and confirmed, all locked out first, and the result as a CSV. */
export function bulk() {
	const nodes = [
		sticky('How to use this', [-60, -380], 900, 320, NOTE),
		node(
			'formTrigger',
			'List Of Leavers',
			[0, 0],
			{
				...{
					authentication: 'basicAuth',
					formTitle: 'Offboard several people',
					responseMode: 'lastNode',
				},
				formDescription:
					'A CSV file: upn,manager,ticket. Nothing starts before you confirm it on the next page.',
				formFields: {
					values: [
						{
							fieldLabel: 'List',
							fieldName: 'List',
							fieldType: 'file',
							multipleFiles: false,
							acceptFileTypes: '.csv',
							requiredField: true,
						},
					],
				},
				options: { appendAttribution: false, ignoreBots: true },
			},
			{ webhookId: '8b2d3c74-7f60-5e3c-9c20-3b4f5e6d7c82' },
		),
		node(
			'extractFromFile',
			'Lines',
			[220, 0],
			{ operation: 'csv', binaryPropertyName: 'List', options: { headerRow: true } },
			{ alwaysOutputData: true, onError: 'continueRegularOutput' },
		),
		code(
			'Check List',
			[440, 0],
			['checks', 'check-list'],
			`const rows = $input.all().map((item) => item.json).filter((row) => Object.keys(row).length > 0);
return [{ json: checkList(rows, new Date().toISOString()), pairedItem: { item: 0 } }];`,
		),
		yesNo('Is Every Line Right', [660, 0], '={{ $json.ok }}'),
		ending('Nothing Was Started', [880, 180], 'Nothing was started', '={{ $json.problems }}'),
		node('form', 'Confirm', [880, 0], {
			operation: 'page',
			formFields: {
				values: [
					{
						fieldLabel: 'How many people leave?',
						fieldName: 'How many people leave?',
						fieldType: 'number',
						requiredField: true,
					},
					{
						fieldLabel: 'Your name',
						fieldName: 'Your name',
						fieldType: 'text',
						requiredField: true,
					},
					{
						...{
							fieldLabel: 'Dry run',
							fieldName: 'Dry run',
							fieldType: 'dropdown',
							requiredField: true,
						},
						fieldOptions: {
							values: [
								{ option: 'Yes, only say what would be done' },
								{ option: 'No, offboard them' },
							],
						},
					},
				],
			},
			options: {
				formTitle: 'Are these the right people?',
				formDescription: CONFIRM,
				buttonLabel: 'Go on',
			},
		}),
		code(
			'Is It Confirmed',
			[1100, 0],
			['checks', 'confirmed'],
			`const list = $('Check List').first().json;
return [{ json: { confirmed: isConfirmed(list, $input.first().json) }, pairedItem: { item: 0 } }];`,
		),
		yesNo('Go On', [1320, 0], '={{ $json.confirmed }}'),
		ending(
			'Not Confirmed',
			[1540, 180],
			'Nothing was started',
			'The number of people was another one, or there was no name.',
		),
		code(
			'Whom',
			[1540, 0],
			['checks', 'confirmed'],
			`const people = peopleOf($('Check List').first().json, $('Confirm').first().json, $execution.id);
return people.map((json) => ({ json, pairedItem: { item: 0 } }));`,
		),
		offboard('Offboard', [1760, 0]),
		code(
			'Result',
			[1980, 0],
			['result-rows'],
			`const people = $('Whom').all().map((item) => item.json);
const results = $input.all().map((item) => item.json);
return resultRows(people, results).map((json) => ({ json, pairedItem: { item: 0 } }));`,
		),
		node('convertToFile', 'Result As CSV', [2200, 0], {
			operation: 'csv',
			binaryPropertyName: 'data',
			options: { fileName: 'offboarding-result.csv' },
		}),
		ending(
			'Take The Result',
			[2420, 0],
			'It has ended',
			'The file says for each person how it ended and what is left to do. What was only accepted is not called done.',
			{
				...{ respondWith: 'returnBinary', inputDataFieldName: 'data' },
			},
		),
	];
	return workflow('offboardiqLists1', 'Offboarding of a list', nodes, [
		[
			'List Of Leavers',
			'Lines',
			'Check List',
			'Is Every Line Right',
			'Confirm',
			'Is It Confirmed',
			'Go On',
			'Whom',
			'Offboard',
			'Result',
			'Result As CSV',
			'Take The Result',
		],
		['Is Every Line Right:1', 'Nothing Was Started'],
		['Go On:1', 'Not Confirmed'],
		['Offboard:1', 'Result'],
	]);
}
