import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tryWords, type OnlySteps } from '../../../nodes/shared/step/onlySteps';
import type { Db } from '../../../runner/database/db';
import { openDatabase } from '../../../runner/database/open';
import { abandonedRuns } from '../../../runner/journal/abandoned-runs';
import { Journal } from '../../../runner/journal/journal';
import { takeLease } from '../../../runner/journal/leases';
import { START } from '../../harness/outcomes';
import { BOTH_KINDS, type Place } from '../database/engines';

const only: OnlySteps = { of: 'OFF-2026-000001', number: 2, steps: ['forwardEmail'], others: [] };
const request = {
	...{ user: 'adele@contoso.com', manager: null, requestedBy: 'ben', ticket: null },
	...{ requestedAt: START, dryRun: false, tenantId: 'tenant', cloud: 'global' },
	...{ reportFolder: '/reports', breakGlass: [] },
};
const me = { owner: 'here/2/x', isGone: () => true, anyway: false };

describe.each(BOTH_KINDS)('a try that its process left, on %s,', (_name, create) => {
	let place: Place;
	let db: Db;

	beforeEach(async () => {
		place = await create();
		db = await openDatabase(place.folder, place.environment);
	}, 60_000);

	afterEach(async () => {
		await db.destroy();
		await place.remove();
	});

	const left = (asked: object) =>
		new Journal(db).start({ ...request, ...asked }, 'OFF', 'elsewhere/1/x');

	/** Just what a version sent that knew nothing of tries: it can't be changed any more. */
	const asAnOlderOne = (id: string, epoch: number) =>
		db
			.updateTable('run')
			.set({
				...{ status: 'running', lease_owner: 'old/1/x', lease_epoch: epoch },
				...{ lease_until: '2099-01-01T00:00:00.000Z', resumed_count: 1, crash_count: 0 },
				...{ wait_until: null, finished_at: null, message: null },
			})
			.where('id', '=', id)
			.execute();

	it('is taken by no older version, however often it asks, and by ours at once', async () => {
		const { id } = await left({ only });
		expect(tryWords(only)).toBe('Second try of step 6 of OFF-2026-000001');
		for (const epoch of [2, 3]) {
			await expect(asAnOlderOne(id, epoch)).rejects.toThrow('newer version');
		}
		expect(await takeLease(db, id, me)).toMatchObject({ id, epoch: 2 });
		// What ours has said of its own claim says nothing for the next one.
		await expect(asAnOlderOne(id, 3)).rejects.toThrow('newer version');
		expect(await takeLease(db, id, me)).toMatchObject({ epoch: 3 });
	});

	it('is not even seen by a version that is older than it needs', async () => {
		const { id } = await left({ only });
		await db.updateTable('run').set({ needs_version: 3 }).where('id', '=', id).execute();
		expect(await abandonedRuns(db, me)).toEqual([]);
		expect(await takeLease(db, id, me)).toBeNull();
	});

	it('stands in nobody’s way: a whole offboarding is taken by an older one as ever', async () => {
		const { id } = await left({});
		await asAnOlderOne(id, 2);
		expect(await takeLease(db, id, me)).toMatchObject({ epoch: 3 });
	});
});
