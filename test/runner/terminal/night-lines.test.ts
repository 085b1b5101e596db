import { describe, expect, it } from 'vitest';
import type { SyncResult } from '../../../runner/directory/result';
import { SchedulerLines } from '../../../runner/terminal/scheduler-lines';

const TENANT = '11111111-1111-4111-8111-111111111111';
const GROUP = '22222222-2222-4222-8222-222222222222';

const result: SyncResult = {
	...{ tenantId: TENANT, scope: 'tenant', group: null, status: 'completed', full: false },
	people: { employees: 1_234, guests: 5, disabled: 6, roomsOrShared: 7, total: 1_252 },
	...{ added: 1, updated: 20, removed: 0, pages: 1, message: null, simulated: false },
	...{ startedAt: '2026-11-26T02:30:00.000Z', finishedAt: '2026-11-26T02:30:01.000Z' },
};

const lines = new SchedulerLines();

describe('the line of a night', () => {
	it('says whose people, how many, and what changed', () => {
		expect(lines.of({ type: 'synced', result })).toEqual({
			text: `${TENANT}  People synced: 1,234 employees; 1 added, 20 updated, 0 removed.`,
			json: { event: 'synced', ...result },
		});
		const simulated = { ...result, group: GROUP, simulated: true };
		expect(lines.of({ type: 'synced', result: simulated })?.text).toBe(
			`${TENANT}, group ${GROUP}  People synced, simulated: 1,234 employees; 1 added, 20 updated, 0 removed.`,
		);
	});

	it('says why it stopped, and no number that was not reached', () => {
		const message = '300 of 900 known people are missing, too many to believe. Nobody was removed.';
		const text = lines.of({
			type: 'synced',
			result: { ...result, status: 'stopped', message },
		})?.text;
		expect(text).toBe(`${TENANT}  People not all synced: ${message}`);
	});

	it('says why it failed and when it is tried again, and a tenant’s colours are shown, not obeyed', () => {
		const failed = { type: 'notSynced', tenantId: TENANT, group: null } as const;
		const reason = 'The app \u001b[31mcannot\u001b[0m sign in.';
		expect(lines.of({ ...failed, reason, again: 600_000 })).toEqual({
			text: `${TENANT}  People not synced: The app \\u{1b}[31mcannot\\u{1b}[0m sign in. It is tried again in 10 minutes.`,
			json: {
				...{ event: 'notSynced', tenantId: TENANT, group: null, reason },
				againInSeconds: 600,
			},
		});
		expect(lines.of({ ...failed, reason, again: null })?.text).toMatch(
			/ It is tried again in the next night\.$/,
		);
	});
});
