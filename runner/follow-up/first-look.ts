import type { OnlySteps } from '../../nodes/shared/step/onlySteps';
import type { FirstLook } from '../../nodes/shared/step/stepJournal';
import type { Queries } from '../database/db';
import { readRun } from '../journal/read-runs';
import type { RunRecord } from '../journal/run-record';
import { followUpsOf } from './follow-up';
import { triesOf } from './tries';

/**
 * What was known of somebody's devices when their offboarding was asked for: no try of it acts on another.
 *
 * @param own the try that asks
 * @returns null for a run that is no try of the devices
 */
export async function firstLookOf(
	db: Queries,
	only: OnlySteps | null,
	own: string,
): Promise<FirstLook | null> {
	if (!only?.steps.includes('wipeDevices')) return null;
	const first = await readRun(db, only.of);
	if (!first) return null;
	const tries = await triesOf(db, await followUpsOf(db, [first.id]));
	const devicesOf = ({ offboarding }: RunRecord) => offboarding?.holdings.devices ?? null;
	const mine = devicesOf(first);
	const later = tries.filter(({ id }) => id !== own).map(devicesOf);
	const step = first.steps.find(({ key }) => key === 'wipeDevices')?.outcome;
	return {
		...{ run: first.id, at: first.startedAt },
		devices: mine ?? later.find((devices) => devices !== null) ?? null,
		isOwn: mine !== null,
		handled: step?.items.flatMap(({ targetId }) => targetId ?? []) ?? [],
	};
}
