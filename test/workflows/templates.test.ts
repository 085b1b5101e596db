import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../nodes/shared/step/vocabulary';
import { TEMPLATE_FILES, templateIn, textOfFile, type Template } from './template-files';

/** Types and versions that were found in, and run by, n8n 2.41.1. Another one needs to be tried there first. */
const ALLOWED: Readonly<Record<string, number>> = {
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
const PACK = 'n8n-nodes-offboardiq.';
/** Hosts that a template may name: those of the services, and what has to be filled in. */
const HOSTS = [
	...['hooks.slack.com', 'prod-00.westeurope.logic.azure.com'],
	...['api-private.atlassian.com', 'your-instance.service-now.com'],
];
const nine = JSON.parse(
	readFileSync(resolve(__dirname, '../../workflows/offboarding.json'), 'utf8'),
) as Template;

it('are five beside the workflow of the runner, each made by its script', async () => {
	const script: string = '../../scripts/workflows/index.mjs';
	const made = (await import(script)) as {
		TEMPLATES: Record<string, unknown>;
		textOf: (name: string) => Promise<string>;
	};
	expect([...TEMPLATE_FILES].sort()).toEqual(Object.keys(made.TEMPLATES).sort());
	expect(TEMPLATE_FILES).toHaveLength(5);
	for (const file of TEMPLATE_FILES) {
		expect(textOfFile(file), `${file}: run npm run workflows`).toBe(await made.textOf(file));
	}
});

describe.each(TEMPLATE_FILES)('%s', (file) => {
	const template = templateIn(file);
	const { nodes, connections } = template;
	const names = nodes.map(({ name }) => name);
	const parameters = nodes.map((node) => JSON.stringify(node.parameters));

	it('has nodes that n8n has, with ids and names of their own', () => {
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(names.length);
		for (const { type, typeVersion, name } of nodes) {
			if (type.startsWith(PACK)) expect(typeVersion, name).toBe(1);
			else expect(ALLOWED[type.replace('n8n-nodes-base.', '')], name).toBe(typeVersion);
		}
	});

	it('connects only nodes that are there, and leaves none out', () => {
		const targets = Object.values(connections).flatMap(({ main }) => main.flat());
		for (const name of [...Object.keys(connections), ...targets.map(({ node }) => node)]) {
			expect(names).toContain(name);
		}
		const reached = new Set(targets.map(({ node }) => node));
		const alone = nodes.filter(
			({ name, type }) =>
				!reached.has(name) && !/(stickyNote|[tT]rigger|webhook)$/.test(type.split('.')[1] ?? ''),
		);
		expect(alone.map(({ name }) => name)).toEqual([]);
	});

	it('names in its expressions and code only nodes that are there', () => {
		const named = parameters.flatMap((text) => [...text.matchAll(/\$\('([^']+)'\)/g)]);
		expect(named.map(([, name]) => name).filter((name) => !names.includes(name ?? ''))).toEqual([]);
	});

	it('holds no credential, secret, address of a person, private host or pinned data', () => {
		expect(template.pinData).toEqual({});
		expect(template.active).toBe(false);
		expect(nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		const text = parameters.join('\n');
		const hosts = [...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host ?? '');
		const allowed = [...HOSTS, 'adaptivecards.io'];
		expect(hosts.filter((host) => !allowed.includes(host))).toEqual([]);
		expect(text).not.toMatch(/\b(10|127|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+|localhost/);
		expect(text).not.toMatch(/xox[abp]-|eyJ[\w-]{20}|-----BEGIN|services\/T[A-Z0-9]+\//);
		const people = [...text.matchAll(/[\w.]+@([\w-]+\.\w+)/g)].map(([, domain]) => domain);
		expect(
			people.filter((domain) => domain !== 'contoso.com' && domain !== 'company.example'),
		).toEqual([]);
	});

	it('says in a note what to set', () => {
		const notes = nodes.filter(({ type }) => type.endsWith('.stickyNote'));
		expect(notes.some(({ name }) => name === 'How to use this')).toBe(true);
		for (const { parameters: note } of notes) {
			expect(String(note['content']).length).toBeLessThan(1500);
		}
	});

	it('sends JSON that is made as a whole, to where no text of a person leads', () => {
		for (const { name, type, parameters: given, onError, disabled } of nodes) {
			if (!type.endsWith('.httpRequest')) continue;
			expect(given['jsonBody'], name).toMatch(/^=\{\{ JSON\.stringify\(.+\) \}\}$/s);
			expect(disabled, `${name} is off until it is set up`).toBe(true);
			expect(onError, name).toMatch(/^continue/);
			expect(JSON.stringify(given), name).not.toContain('headerParameters');
			expect(given['options'], name).toMatchObject({
				redirect: { redirect: { followRedirects: false } },
				response: { response: { fullResponse: true } },
			});
			const url = String(given['url']);
			expect(url, name).toMatch(/^=?https:\/\//);
			// The one expression in a URL: a table out of a fixed few, and hex digits.
			const expressions = [...url.matchAll(/\{\{(.*?)\}\}/g)].map(([, inner]) => inner ?? '');
			for (const inner of expressions)
				expect(inner).toMatch(/\.replace\(\/\[\^[\w-]+\]\/g, ''\) $/);
		}
	});

	it('puts no expression into the source of a Code node, and asks it for nothing outside', () => {
		for (const { name, type, parameters: given } of nodes) {
			if (!type.endsWith('.code')) continue;
			const source = String(given['jsCode']);
			expect(source.startsWith('='), name).toBe(false);
			expect(source, name).not.toMatch(/\b(require|import|eval|Function|fetch|process)\s*\(/);
		}
	});

	it('tries nothing again by itself but a message', () => {
		const again = nodes.filter(({ retryOnFail }) => retryOnFail === true);
		expect(again.filter(({ name }) => name !== 'Tell Slack' && name !== 'Tell Teams')).toEqual([]);
	});
});

describe('the steps of offboarding-notify.json', () => {
	const template = templateIn('offboarding-notify.json');
	const ours = (from: Template) => from.nodes.filter(({ type }) => type.startsWith(PACK));
	const essence = (from: Template) =>
		ours(from).map(({ name, type, typeVersion, parameters, onError, retryOnFail }) => ({
			...{ name, type, typeVersion, parameters, retryOnFail: retryOnFail ?? false },
			onError: onError ?? 'stopWorkflow',
		}));

	it('are those of the workflow that the runner runs, setting for setting', () => {
		const [lookUp, ...steps] = essence(template);
		const [runnersLookUp, ...runnersSteps] = essence(nine);
		expect(steps).toEqual(runnersSteps);
		// Who is refused is told of here; the runner has its own word for it.
		expect(lookUp).toEqual({ ...runnersLookUp, onError: 'continueErrorOutput' });
		expect(steps).toHaveLength(STEPS.length);
	});

	it('run in one line, in their order', () => {
		const line = ours(template).map(({ name }) => name);
		for (const [index, name] of line.slice(0, -1).entries()) {
			expect(template.connections[name]?.main[0]?.map(({ node }) => node)).toEqual([
				line[index + 1],
			]);
		}
	});

	it('are in no other template: those call this one, and wait for it', () => {
		for (const file of TEMPLATE_FILES.filter((name) => name !== 'offboarding-notify.json')) {
			const other = templateIn(file);
			expect(ours(other), file).toEqual([]);
			const calls = other.nodes.filter(({ type }) => type.endsWith('.executeWorkflow'));
			expect(calls, file).toHaveLength(1);
			expect(calls[0], file).toMatchObject({
				onError: 'continueErrorOutput',
				parameters: { workflowId: { value: template.id }, mode: 'once' },
			});
		}
	});

	it('are followed by what is told, and by the outcome as the lowest branch, which n8n takes last', () => {
		const after = template.connections['What To Tell']?.main[0]?.map(({ node }) => node) ?? [];
		const height = (name: string) =>
			template.nodes.find((node) => node.name === name)?.position[1] ?? Number.NaN;
		const heights = after.map(height);
		expect([...heights].sort((one, other) => one - other)).toEqual(heights);
		expect(after.at(-1)).toBe('Outcome');
	});
});

describe('what starts an offboarding from outside', () => {
	const nodeOf = (file: string, type: string) =>
		templateIn(file).nodes.filter((node) => node.type === `n8n-nodes-base.${type}`);

	it('asks for a secret', () => {
		expect(nodeOf('offboarding-on-request.json', 'webhook')[0]?.parameters).toMatchObject({
			authentication: 'headerAuth',
		});
		expect(nodeOf('offboarding-from-slack.json', 'webhook')[0]?.parameters).toMatchObject({
			options: { rawBody: true },
		});
		expect(nodeOf('offboarding-bulk.json', 'formTrigger')[0]?.parameters).toMatchObject({
			authentication: 'basicAuth',
		});
		for (const file of ['offboarding-on-request.json', 'offboarding-from-slack.json']) {
			expect(nodeOf(file, 'wait')[0]?.parameters, file).toMatchObject({
				...{ resume: 'form', incomingAuthentication: 'basicAuth', limitWaitTime: true },
			});
		}
	});

	it('answers before anybody is waited for', () => {
		for (const file of ['offboarding-on-request.json', 'offboarding-from-slack.json']) {
			const { connections } = templateIn(file);
			const before: string[] = [];
			const walk = (name: string) => {
				if (before.includes(name) || name === 'Say It Is Taken') return;
				before.push(name);
				for (const { node } of connections[name]?.main.flat() ?? []) walk(node);
			};
			walk(nodeOf(file, 'webhook')[0]?.name ?? '');
			expect(before).not.toContain('Approve Or Decline');
			expect(before).not.toContain('Offboard');
			expect(before).not.toContain('Ask Approver');
		}
	});

	it('marks a row in one statement, and only one that is still waiting, before anybody is offboarded', () => {
		const scheduled = templateIn('offboarding-scheduled.json');
		const mark = scheduled.nodes.find(({ name }) => name === 'Mark As Started');
		expect(mark?.parameters).toMatchObject({ operation: 'update', matchType: 'allConditions' });
		expect(JSON.stringify(mark?.parameters['filters'])).toContain('"keyValue":"planned"');
		expect(scheduled.connections['Mark As Started']?.main).toEqual([
			[{ node: 'Whom', type: 'main', index: 0 }],
		]);
	});
});
