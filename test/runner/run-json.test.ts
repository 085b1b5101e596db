import { expect, it } from 'vitest';
import { STEPS } from '../../nodes/shared/step/vocabulary';
import { toJson } from '../../runner/run-json';
import { allDone, item, outcome, runRecord, START } from '../harness/outcomes';

it('has exactly the keys of the contract, in its order', () => {
	const outcomes = allDone();
	outcomes[4] = outcome('removeAdminRoles', {
		items: [item('Role', { requestId: 'r', code: 'c' })],
	});
	const report = { path: '/reports/a.pdf', sha256: 'ab' };
	const json = toJson(runRecord(outcomes, { report }));
	expect(Object.keys(json)).toEqual([
		'id',
		'employee',
		'status',
		'startedAt',
		'finishedAt',
		'steps',
		'report',
	]);
	expect(Object.keys(json.employee)).toEqual(['id', 'userPrincipalName', 'displayName']);
	for (const step of json.steps) {
		expect(Object.keys(step)).toEqual([
			'number',
			'key',
			'status',
			'verified',
			'reason',
			'items',
			'startedAt',
			'finishedAt',
		]);
	}
	expect(json.steps.map(({ number, key }) => [number, key])).toEqual(
		STEPS.map(({ number, key }) => [number, key]),
	);
	expect(json.steps[4]?.items).toEqual([
		{ target: 'Role', status: 'done', reason: null, requestId: 'r' },
	]);
	expect(json.report).toBe('/reports/a.pdf');
});

it('calls a step pending that was never reached', () => {
	const [first] = toJson(runRecord([])).steps;
	expect(first).toMatchObject({ status: 'pending', startedAt: null, finishedAt: null });
});

it('calls a step unknown that began and has no end, and its run waiting', () => {
	const run = runRecord([], { status: 'running', finishedAt: null });
	const steps = run.steps.map((step) =>
		step.key === 'wipeDevices' ? { ...step, startedAt: START } : step,
	);
	const json = toJson({ ...run, steps });
	expect(json.status).toBe('waiting');
	expect(json.steps[7]?.reason).toContain('no end was written down');
	expect(json.steps[7]).toMatchObject({
		key: 'wipeDevices',
		status: 'unknown',
		verified: false,
		startedAt: START,
		finishedAt: null,
	});
});
