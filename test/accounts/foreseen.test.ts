import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { NAMED_TENANTS, type NamedTenant } from '../../runner/sandbox';
import { leavingUpns } from '../../runner/sandbox/fixtures/tenants';
import { startRehearsal } from '../harness/rehearsal';
import { writesIn } from '../harness/requests';
import { standStill, walk, type Walked } from '../harness/walk';

/** Where nothing happens meanwhile, everything can be known before; but for what only a write is told. */
const CALM = NAMED_TENANTS.filter(({ meanwhile, fault }) => !meanwhile && !fault);
const ONLY_A_WRITE_IS_TOLD = new Set(['multi-admin-approval']);

async function walkThrough(named: NamedTenant, dryRun: boolean): Promise<Walked> {
	const rehearsal = await startRehearsal({ tenant: named.name });
	try {
		standStill();
		const { leaver, log } = rehearsal.sandbox;
		const walked = await walk(rehearsal, leaver ?? '', null, leavingUpns(named), dryRun);
		if (dryRun) expect(writesIn(log)).toEqual([]);
		return walked;
	} finally {
		await rehearsal.close();
	}
}

afterEach(() => {
	vi.useRealTimers();
});

/** What keeps a person from reading "would be done": the words for an item, by what it is about. */
const openIn = ({ items }: StepOutcome) =>
	items.flatMap(({ status, target }) =>
		status === 'blocked' || status === 'failed' ? [target] : [],
	);

describe('a dry run', () => {
	it.each(CALM)('of $name writes nothing and foresees how each step ends', async (named) => {
		const before = await walkThrough(named, true);
		const after = await walkThrough(named, false);
		expect(before.refused).toBe(after.refused);
		const plans = before.offboarding?.steps ?? [];
		for (const outcome of after.offboarding?.steps ?? []) {
			const plan = plans.find(({ key }) => key === outcome.key);
			const silent = [...(plan?.items ?? []), plan].filter((one) => !one?.reason);
			expect(silent, `${outcome.key} gives no reason`).toEqual([]);
			if (ONLY_A_WRITE_IS_TOLD.has(named.name)) continue;
			const said = { key: outcome.key, open: plan && openIn(plan) };
			expect(said).toEqual({ key: outcome.key, open: openIn(outcome) });
			if (outcome.status === 'skipped' && outcome.items.length === 0) {
				expect([plan?.key, plan?.status]).toEqual([outcome.key, 'skipped']);
			}
		}
	});
});
