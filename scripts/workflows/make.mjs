import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const HERE = import.meta.dirname;

/** Where the workflow with the nine steps lies: the portal and the command run this very file. */
export const NINE_STEPS = join(HERE, '..', '..', 'workflows', 'offboarding.json');

/** The id that a workflow keeps when it is imported by n8n's command; the editor gives it a new one. */
export const TELL_ID = 'offboardiqTell01';

/** The versions are the newest of n8n 2.41, tried in one. */
const BASE = {
	code: 2,
	convertToFile: 1.1,
	crypto: 2,
	dataTable: 1.1,
	executeWorkflow: 1.4,
	executeWorkflowTrigger: 1.2,
	extractFromFile: 1.1,
	form: 2.5,
	formTrigger: 2.6,
	httpRequest: 4.5,
	if: 2.3,
	manualTrigger: 1,
	merge: 3.2,
	noOp: 1,
	respondToWebhook: 1.5,
	scheduleTrigger: 1.4,
	set: 3.5,
	stickyNote: 1,
	stopAndError: 1,
	wait: 1.1,
	webhook: 2.1,
};

/** An id that is the same each time the file is made. */
function idOf(text) {
	const hex = createHash('sha256').update(text).digest('hex');
	const variant = ((Number.parseInt(hex[16], 16) & 3) | 8).toString(16);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A node of n8n's own. `more` is what stands beside its parameters, such as `onError`. */
export const node = (type, name, position, parameters = {}, more = {}) => ({
	...{ name, type: `n8n-nodes-base.${type}`, typeVersion: BASE[type], position },
	...{ parameters, ...more },
});

export const sticky = (name, [x, y], width, height, content) =>
	node('stickyNote', name, [x, y], { width, height, content });

/** A Code node that runs once for all items: files of `code/`, and the line that calls them. */
export function code(name, position, files, call, more = {}) {
	const sources = files.map((file) =>
		readFileSync(join(HERE, 'code', `${file}.js`), 'utf8').trim(),
	);
	return node('code', name, position, { jsCode: `${sources.join('\n\n')}\n\n${call}\n` }, more);
}

/** `true` goes to the first output, anything else to the second. */
export const yesNo = (name, position, leftValue) =>
	node('if', name, position, {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
			conditions: [
				{
					...{ id: idOf(name), leftValue, rightValue: '' },
					operator: { type: 'boolean', operation: 'true', singleValue: true },
				},
			],
			combinator: 'and',
		},
		options: {},
	});

/** A request with a JSON body. Its answer carries a status code; it follows nobody elsewhere and gives up after a while. */
export const post = (name, position, { url, body, auth, method = 'POST' }, more = {}) =>
	node(
		'httpRequest',
		name,
		position,
		{
			...{ method, url },
			...(auth ? { authentication: 'genericCredentialType', genericAuthType: auth } : {}),
			...{ sendBody: true, specifyBody: 'json', jsonBody: body },
			options: {
				redirect: { redirect: { followRedirects: false } },
				response: { response: { fullResponse: true } },
				batching: { batch: { batchSize: 1, batchInterval: 1100 } },
				timeout: 15000,
			},
		},
		{ onError: 'continueErrorOutput', ...more },
	);

/** A data table by its name, which it gets where there is none. */
export const tableMade = (name, position, tableName, columns) =>
	node('dataTable', name, position, {
		...{ resource: 'table', operation: 'create', tableName },
		columns: { column: columns.map(([column, type]) => ({ name: column, type })) },
		options: { createIfNotExists: true },
	});

const tableNamed = (value) => ({ __rl: true, mode: 'name', value });

export const rowAdded = (name, position, table, value) =>
	node('dataTable', name, position, {
		...{ resource: 'row', operation: 'insert', dataTableId: tableNamed(table) },
		columns: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
		options: {},
	});

/** A change of the rows that all conditions fit, in one statement: who comes second changes nothing and gets nothing. */
export const rowChanged = (name, position, table, conditions, value, more = {}) =>
	node(
		'dataTable',
		name,
		position,
		{
			...{ resource: 'row', operation: 'update', dataTableId: tableNamed(table) },
			...{ matchType: 'allConditions', filters: { conditions: conditions.map(conditionOf) } },
			columns: { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] },
			options: {},
		},
		more,
	);

export const rowsOf = (name, position, table, conditions, more = {}) =>
	node(
		'dataTable',
		name,
		position,
		{
			...{ resource: 'row', operation: 'get', dataTableId: tableNamed(table), returnAll: true },
			...{ matchType: 'anyCondition', filters: { conditions: conditions.map(conditionOf) } },
		},
		more,
	);

const conditionOf = ([keyName, keyValue]) => ({ keyName, condition: 'eq', keyValue });

/** The nine steps in a workflow of their own, for everybody who comes in, at once. Never tried again by itself. */
export const offboard = (name, position) =>
	node(
		'executeWorkflow',
		name,
		position,
		{
			workflowId: {
				...{ __rl: true, mode: 'list', value: TELL_ID },
				cachedResultName: 'Offboarding, and who is told',
			},
			...{ mode: 'once', options: { waitForSubWorkflow: true } },
		},
		{ onError: 'continueErrorOutput' },
	);

/**
 * A workflow as it is written to its file.
 * @param wires lines such as `['A', 'B', 'C']`, each leading to the next; `['A:1', 'B']` from the second output of A, `'B:1'` as a target into its second input
 */
export function workflow(id, name, nodes, wires, settings = {}) {
	const connections = {};
	for (const line of wires) {
		line.slice(1).forEach((target, index) => {
			const [from, output = '0'] = (index === 0 ? line[0] : line[index].replace(/:\d$/, '')).split(
				':',
			);
			const [to, input = '0'] = target.split(':');
			const main = (connections[from] ??= { main: [] }).main;
			while (main.length <= Number(output)) main.push([]);
			main[Number(output)].push({ node: to, type: 'main', index: Number(input) });
		});
	}
	return {
		...{ id, name },
		nodes: nodes.map((each) => ({ id: idOf(`${id} ${each.name}`), ...each })),
		connections,
		settings: { executionOrder: 'v1', saveManualExecutions: true, ...settings },
		...{ pinData: {}, active: false, meta: { templateCredsSetupCompleted: false }, tags: [] },
	};
}
