import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../../nodes/shared/step/vocabulary';
import { createEngine, type Engine } from '../../../runner/engine/engine';
import type { EngineEvent, EngineRun } from '../../../runner/engine/events';
import { FIXTURE_PACK, fixtureWorkflow, writeWorkflow } from '../../harness/fixture-workflow';

const dataFolder = mkdtempSync(join(tmpdir(), 'oiq-engine-'));
const options = () => ({
	packFolder: FIXTURE_PACK,
	workflowFile: writeWorkflow(fixtureWorkflow()),
	dataFolder,
});

function runFor(user: string, more: Partial<EngineRun> = {}): EngineRun {
	return {
		id: `OFF-${user}`,
		connection: {
			tenantId: `tenant-of-${user}`,
			clientId: 'client',
			credential: { kind: 'secret', clientSecret: 'secret' },
			cloud: 'global',
			graphBaseUrl: 'http://127.0.0.1:1',
			loginBaseUrl: 'http://127.0.0.1:1',
		},
		user,
		manager: null,
		dryRun: false,
		requestedBy: null,
		ticket: null,
		requestedAt: '2026-11-23T09:00:00.000Z',
		...more,
	};
}

let engine: Engine;
beforeAll(async () => {
	engine = await createEngine(options());
});

async function collect(input: EngineRun) {
	const events: EngineEvent[] = [];
	const result = await engine.run(input, (event) => {
		events.push(event);
	});
	const outcomes = events.flatMap((event) =>
		event.type === 'stepFinished' ? [event.outcome] : [],
	);
	const document = events.flatMap((event) =>
		event.type === 'stepFinished' && event.document ? [Buffer.from(event.document)] : [],
	)[0];
	return { events, result, outcomes, document: document?.toString('utf8') ?? null };
}

describe('one run', () => {
	it('tells every step as it starts and ends, in the order of the nine', async () => {
		const { events, result, document } = await collect(runFor('ada@fixture.example'));
		const told = events.map((event) => {
			if (event.type === 'stepStarted') return `start ${event.key}`;
			return event.type === 'stepFinished' ? `end ${event.outcome.key}` : event.type;
		});
		const steps = STEPS.flatMap(({ key }) => [`start ${key}`, `end ${key}`]);
		expect(told).toEqual(['lookUpStarted', 'lookedUp', ...steps]);
		expect(result.status).toBe('finished');
		expect(document).toContain('%PDF-1.7 OFF-ada@fixture.example disableAccount=done');
	});

	it('hands the look-up the request as it was made', async () => {
		const { result } = await collect(
			runFor('ada@fixture.example', { manager: 'boss', dryRun: true, ticket: 'T-1' }),
		);
		if (result.status !== 'finished') throw new Error(result.status);
		expect(result.offboarding.request).toMatchObject({ dryRun: true, ticket: 'T-1' });
		expect(result.offboarding.manager?.id).toBe('boss');
		expect(result.offboarding.steps.map((step) => step.status)).toEqual(Array(10).fill('pending'));
	});

	it('is refused in one line when the look-up finds nobody, and runs no step', async () => {
		const { events, result } = await collect(runFor('nobody@fixture.example'));
		expect(result).toEqual({
			status: 'refused',
			message: 'No employee is called nobody@fixture.example.',
		});
		expect(events.map((event) => event.type)).toEqual(['lookUpStarted']);
	});
});

it('is refused when a node lacks what it needs, before anything ran', async () => {
	const workflow = fixtureWorkflow();
	const lookUp = workflow.nodes[1];
	if (lookUp) lookUp.parameters = {};
	const file = writeWorkflow(workflow);
	const bare = await createEngine({ ...options(), workflowFile: file });
	const events: EngineEvent[] = [];
	const result = await bare.run(runFor('ada'), (event) => {
		events.push(event);
	});
	expect(result.status).toBe('refused');
	expect(events).toEqual([]);
});

describe('a step that breaks', () => {
	it.each(['throw', 'lose'])(
		'(%s) is unknown, the later ones run, the record shows it',
		async (how) => {
			const { outcomes, document, result } = await collect(
				runFor(`ada+${how}:removeAdminRoles@fixture.example`),
			);
			expect(outcomes.map(({ key }) => key)).toEqual(STEPS.map(({ key }) => key));
			const broken = outcomes.find(({ key }) => key === 'removeAdminRoles');
			expect(broken).toMatchObject({ number: 5, status: 'unknown', verified: false });
			expect(broken?.reason).not.toContain('stack');
			expect(document).toContain('removeAdminRoles=unknown forwardEmail=done');
			expect(result.status).toBe('finished');
		},
	);

	it('keeps two broken steps apart', async () => {
		const { outcomes } = await collect(
			runFor('ada+throw:disableAccount+lose:wipeDevices@fixture.example'),
		);
		const unknown = outcomes.filter(({ status }) => status === 'unknown').map(({ key }) => key);
		expect(unknown).toEqual(['disableAccount', 'wipeDevices']);
		expect(outcomes).toHaveLength(10);
	});
});

describe('stopping', () => {
	it('ends after the step under way and says cancelled', async () => {
		const stop = new AbortController();
		const ended: string[] = [];
		const result = await engine.run(
			runFor('ada+slow:resetPassword@fixture.example', { signal: stop.signal }),
			(event) => {
				if (event.type === 'stepStarted' && event.key === 'resetPassword') stop.abort();
				if (event.type === 'stepFinished') ended.push(event.outcome.key);
			},
		);
		expect(result.status).toBe('cancelled');
		expect(ended).toEqual(['disableAccount', 'resetPassword']);
	});

	it('runs nothing when it was stopped before', async () => {
		const stop = new AbortController();
		stop.abort();
		const { events, result } = await collect(
			runFor('ada@fixture.example', { signal: stop.signal }),
		);
		expect(result).toEqual({ status: 'cancelled', offboarding: null });
		expect(events).toEqual([]);
	});

	it('starts no further step when the listener cannot keep up', async () => {
		const ended: string[] = [];
		const result = await engine.run(runFor('ada@fixture.example'), (event) => {
			if (event.type === 'stepStarted' && event.key === 'revokeSessions') {
				throw new Error('The disk is full.');
			}
			if (event.type === 'stepFinished') ended.push(event.outcome.key);
		});
		expect(result).toMatchObject({ status: 'failed', message: 'The disk is full.' });
		expect(ended).toEqual(['disableAccount', 'resetPassword']);
	});
});

it('keeps forty runs at once apart: people, connections, records', async () => {
	const users = Array.from({ length: 40 }, (_, index) => `user${index}@fixture.example`);
	const runs = await Promise.all(users.map((user) => collect(runFor(user))));
	runs.forEach(({ result, outcomes, document }, index) => {
		const user = users[index] ?? '';
		if (result.status !== 'finished') throw new Error(result.status);
		expect(result.offboarding.employee.userPrincipalName).toBe(user);
		expect(result.offboarding.tenant.id).toBe(`tenant-of-${user}`);
		expect(outcomes).toHaveLength(10);
		expect(document).toContain(`OFF-${user} `);
	});
});

describe('what it refuses to load', () => {
	it('a node type that is not ours', async () => {
		const workflow = fixtureWorkflow();
		workflow.nodes[3] = { ...workflow.nodes[3], name: 'Sly', type: 'n8n-nodes-base.httpRequest' };
		const file = writeWorkflow(workflow);
		await expect(createEngine({ ...options(), workflowFile: file })).rejects.toThrow(
			'"Sly" of type n8n-nodes-base.httpRequest, which may not run here',
		);
	});

	it('a workflow that was changed after the build', async () => {
		const file = writeWorkflow(fixtureWorkflow(), 'something else');
		await expect(createEngine({ ...options(), workflowFile: file })).rejects.toThrow(
			'is not the one that was built',
		);
	});

	it('a workflow without its hash', async () => {
		await expect(
			createEngine({ ...options(), workflowFile: join(dataFolder, 'offboarding.json') }),
		).rejects.toThrow('Run npm run build');
	});

	it('a workflow that joins branches', async () => {
		const workflow = fixtureWorkflow();
		workflow.connections['Start']?.main[0]?.push({ node: 'Wipe Devices', type: 'main', index: 0 });
		const file = writeWorkflow(workflow);
		await expect(createEngine({ ...options(), workflowFile: file })).rejects.toThrow(
			'joins branches at "Wipe Devices"',
		);
	});

	it('a pack that is not built', async () => {
		await expect(createEngine({ ...options(), packFolder: dataFolder })).rejects.toThrow(
			'cannot be loaded. Run npm run build.',
		);
	});
});
