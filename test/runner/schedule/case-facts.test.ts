import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGraphClient, parseConnection } from '../../../nodes/shared/graph';
import type { RecordData } from '../../../nodes/shared/record/facts/recordFacts';
import type { CaseFacts } from '../../../runner';
import { checkPdf } from '../../../runner/verify/pdf';
import { identityOf } from '../../../runner/schedule/identity';
import { LEAVER, openScene, type Scene } from './scene';

const FACTS: CaseFacts = {
	effectiveEnd: '2026-11-27T17:00:00.000Z',
	effectiveEndLocal: '2026-11-27 18:00:00 (UTC+01:00)',
	effectiveEndZone: 'Europe/Berlin',
	reason: '=HYPERLINK("http://x") <b>{{ $json.user }}</b>',
	approvedBy: 'Miriam Adeyemi',
	lockOutTargetMinutes: 60,
};

let scene: Scene;
beforeEach(async () => {
	scene = await openScene();
});
afterEach(async () => {
	await scene.close();
});

const recordOf = async (path: string) => (await checkPdf(readFileSync(path))).record as RecordData;

describe('what whoever asks knows of the leaving', () => {
	it('is kept in the journal and printed, as it was given', async () => {
		const { runner, sandbox, folder } = scene;
		const run = await runner.offboard({
			...{ connection: parseConnection(sandbox.connection), user: LEAVER, manager: null },
			...{ dryRun: false, requestedBy: 'a test', ticket: 'HAL-1', caseFacts: FACTS },
			reportFolder: folder,
		});
		expect(run.request.caseFacts).toEqual(FACTS);
		expect(run.offboarding?.request.caseFacts).toEqual(FACTS);
		const { request, record } = await recordOf(run.report?.path ?? '');
		expect(request).toMatchObject({ ticket: 'HAL-1', caseFacts: FACTS });
		expect(record?.timing.minutesToLockOut).not.toBeNull();
		expect(record?.authority.separationOfDuties).toBe('separate');
	});

	it('comes with a schedule to its run, which knows when it was scheduled for', async () => {
		const { runner, sandbox, db } = scene;
		const connection = parseConnection(sandbox.connection);
		const dueAt = new Date(Date.now() - 1_000).toISOString();
		await runner.schedules.create({
			connectionId: await runner.connections.keep(connection, sandbox.tenant.tenantId),
			...{ tenantId: sandbox.tenant.tenantId, simulated: true },
			employee: await identityOf(createGraphClient(connection), LEAVER),
			time: {
				...{ wallTime: dueAt.slice(0, 19), zone: 'Europe/Berlin', dueAt },
				...{ offset: '+01:00', resolution: 'exact' },
			},
			...{ manager: null, breakGlass: [], requestedBy: 'a test', reportFolder: null },
			...{ ticket: 'HAL-2', caseFacts: FACTS },
		});
		await scene.workOff(await scene.scheduler());
		const [run] = await runner.runs();
		expect(run?.request).toMatchObject({
			ticket: 'HAL-2',
			caseFacts: { ...FACTS, scheduledFor: dueAt, scheduledForZone: 'Europe/Berlin' },
		});
		const { record } = await recordOf(run?.report?.path ?? '');
		expect(record?.timing.scheduledFor).toBe(dueAt);
		await runner.audit.erase(await runner.audit.erasable(LEAVER), 'ben');
		const rows = await Promise.all([
			db.selectFrom('run').select('case_json').execute(),
			db.selectFrom('schedule').select(['case_json', 'ticket']).execute(),
		]);
		expect(rows.flat()).toEqual([{ case_json: null }, { case_json: null, ticket: null }]);
	});

	it('is nothing where nobody says anything', async () => {
		const { runner, sandbox, folder } = scene;
		const run = await runner.offboard({
			...{ connection: parseConnection(sandbox.connection), user: LEAVER, manager: null },
			...{ dryRun: false, requestedBy: null, ticket: null, reportFolder: folder },
		});
		expect(run.request).not.toHaveProperty('caseFacts');
		const { request, record } = await recordOf(run.report?.path ?? '');
		expect(request).not.toHaveProperty('caseFacts');
		expect(record?.timing).toMatchObject({ effectiveEnd: null, target: 'notReckoned' });
	});
});
