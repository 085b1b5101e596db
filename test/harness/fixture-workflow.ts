import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The pack of no-op steps in this folder. */
export const FIXTURE_PACK = join(__dirname, 'pack');

const LINE: readonly (readonly [name: string, type: string])[] = [
	['Start', 'n8n-nodes-base.manualTrigger'],
	['Look Up Employee', 'n8n-nodes-offboardiq.lookUpEmployee'],
	['Disable Account', 'n8n-nodes-offboardiq.disableAccount'],
	['Reset Password', 'n8n-nodes-offboardiq.resetPassword'],
	['Revoke Sessions', 'n8n-nodes-offboardiq.revokeSessions'],
	['Remove MFA Methods', 'n8n-nodes-offboardiq.removeMfaMethods'],
	['Remove Admin Roles', 'n8n-nodes-offboardiq.removeAdminRoles'],
	['Forward Email', 'n8n-nodes-offboardiq.forwardEmail'],
	['Set Out Of Office', 'n8n-nodes-offboardiq.setOutOfOffice'],
	['Wipe Devices', 'n8n-nodes-offboardiq.wipeDevices'],
	['Remove From Teams And Groups', 'n8n-nodes-offboardiq.removeFromTeamsAndGroups'],
	['Compliance PDF', 'n8n-nodes-offboardiq.compliancePdf'],
];

const EMPLOYEE = { __rl: true, mode: 'upn', value: '={{ $json.user }}' };

interface WorkflowNode {
	name: string;
	type: string;
	[key: string]: unknown;
}

export interface WorkflowJson {
	id: string;
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, { main: { node: string; type: 'main'; index: 0 }[][] }>;
	settings: { executionOrder: 'v1' };
}

/** The shape of the shipped workflow, to be bent by a test. */
export function fixtureWorkflow(): WorkflowJson {
	const nodes = LINE.map(([name, type], index) => ({
		id: `node-${index}`,
		name,
		type,
		typeVersion: 1,
		position: [index * 200, 0],
		parameters: index === 1 ? { employee: EMPLOYEE } : {},
		...(index > 1 ? { onError: 'continueRegularOutput' } : {}),
		credentials: { offboardGraphApi: { id: 'any', name: 'any' } },
	}));
	const connections: WorkflowJson['connections'] = {};
	LINE.slice(0, -1).forEach(([name], index) => {
		const next = LINE[index + 1]?.[0] ?? '';
		connections[name] = { main: [[{ node: next, type: 'main', index: 0 }]] };
	});
	return { id: 'fixture', name: 'Fixture', nodes, connections, settings: { executionOrder: 'v1' } };
}

/** Writes a workflow and its hash into a new temporary folder, as the build does. */
export function writeWorkflow(workflow: WorkflowJson, hashOf = JSON.stringify(workflow)): string {
	const file = join(mkdtempSync(join(tmpdir(), 'oiq-workflow-')), 'offboarding.json');
	writeFileSync(file, JSON.stringify(workflow));
	const digest = createHash('sha256').update(hashOf).digest('hex');
	writeFileSync(file.replace(/\.json$/, '.sha256'), `${digest}\n`);
	return file;
}
