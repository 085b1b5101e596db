import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../nodes/shared/step/vocabulary';

interface WorkflowNode {
	readonly name: string;
	readonly type: string;
	readonly onError?: string;
	readonly parameters: Readonly<Record<string, unknown>>;
	readonly credentials?: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
}

interface WorkflowFile {
	readonly nodes: readonly WorkflowNode[];
	readonly connections: Readonly<
		Record<string, { readonly main: readonly (readonly { readonly node: string }[])[] }>
	>;
	readonly pinData?: unknown;
}

const file = resolve(__dirname, '../../workflows/offboarding.json');
const text = readFileSync(file, 'utf8');
const { nodes, connections, pinData } = JSON.parse(text) as WorkflowFile;

const PACK = 'n8n-nodes-offboardiq.';
const ORDER = STEPS.map(({ key }) =>
	key === 'removeFromTeams' ? `${PACK}removeFromTeamsAndGroups` : `${PACK}${key}`,
);

/** The types in the order in which they run. */
function line(): readonly string[] {
	const types: string[] = [];
	let name: string | undefined = nodes.find(({ type }) => type.endsWith('.manualTrigger'))?.name;
	while (name !== undefined && types.length < 100) {
		types.push(nodes.find((node) => node.name === name)?.type ?? '');
		name = connections[name]?.main[0]?.[0]?.node;
	}
	return types;
}

describe('the shipped workflow', () => {
	it('is a line from the look-up through the nine steps in their order', () => {
		expect(line()).toEqual(['n8n-nodes-base.manualTrigger', `${PACK}lookUpEmployee`, ...ORDER]);
	});

	it('joins nothing and branches nowhere: a join can wait for a branch that never comes', () => {
		const targets = Object.values(connections).flatMap(({ main }) => main.flat());
		expect(new Set(targets.map(({ node }) => node)).size).toBe(targets.length);
		for (const { main } of Object.values(connections)) {
			expect(main).toHaveLength(1);
			expect(main[0]).toHaveLength(1);
		}
	});

	it('goes on after a step that fails, and stops when nobody is found', () => {
		for (const node of nodes.filter(({ type }) => ORDER.includes(type))) {
			expect(node.onError, node.name).toBe('continueRegularOutput');
		}
		expect(nodes.find(({ type }) => type === `${PACK}lookUpEmployee`)?.onError).toBeUndefined();
	});

	it('holds only node types that may run', () => {
		const allowed = ['manualTrigger', 'stickyNote', 'noOp'].map((name) => `n8n-nodes-base.${name}`);
		for (const { type } of nodes) {
			expect([...allowed, ...ORDER, `${PACK}lookUpEmployee`]).toContain(type);
		}
	});

	it('holds no data of a tenant: no addresses, ids or secrets, in parameters or pinned', () => {
		expect(pinData ?? {}).toEqual({});
		for (const { name, parameters } of nodes) {
			const given = JSON.stringify(parameters);
			expect(given, name).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/i);
			expect(given, name).not.toMatch(/[\w.]+@[\w-]+\.\w+/);
			expect(given, name).not.toMatch(/secret|password":|Bearer/i);
		}
	});

	it('addresses every step by the object id of the look-up, never by a name', () => {
		for (const { type, name, parameters } of nodes) {
			if (!ORDER.includes(type) || type === `${PACK}compliancePdf`) continue;
			expect(parameters['employee'], name).toEqual({
				__rl: true,
				mode: 'id',
				value: '={{ $json.employee.id }}',
			});
		}
	});
});
