import { describe, expect, it } from 'vitest';
import type { EffectJournal, SendRefusal } from '../../../nodes/shared/graph/effectJournal';
import { wipeDevices } from '../../../nodes/WipeDevices/wipeDevices.step';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { upn } from '../../harness/people';

const test = eachRehearsal();
const CANCELLED: SendRefusal = { code: 'RunCancelled', message: 'The offboarding was cancelled.' };
const LOOKS_OF_ONE_WATCH = 6;

/** A journal that stops the run after so many requests that followed the first wipe. */
function stopsAfter(requests: number): EffectJournal {
	let since = -1;
	const refusal = () => (since > requests ? CANCELLED : null);
	return {
		stopped: new AbortController().signal,
		refusal,
		admit: async ({ path }) => {
			if (since >= 0 || path.endsWith('/wipe')) since += 1;
			return refusal();
		},
		answered: async () => undefined,
		intend: async (intents) => intents.map((_, at) => at + 1),
		settle: async () => undefined,
	};
}

describe('a run that is stopped after a "not now" to a wipe, which may have been done all the same', () => {
	it.each([
		['before the look that comes ahead of the next send', LOOKS_OF_ONE_WATCH],
		['at the next send itself', LOOKS_OF_ONE_WATCH + 1],
	])('says unknown, not failed and not "not started": %s', async (_when, requests) => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('503 on POST */wipe');
		const graph = scene.client({ journal: stopsAfter(requests) });
		const outcome = await scene.run(wipeDevices, { policy: 'wipeCompany' }, offboarding, graph);
		expect(outcome.items.map(({ status }) => status)).toEqual(['unknown']);
		expect(outcome.reason).toContain('before anybody sends another');
	});
});
