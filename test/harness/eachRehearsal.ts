import { afterEach, beforeEach } from 'vitest';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import type { Step } from '../../nodes/shared/step/step';
import { expectHarmless, ownershipIn, type Ownership } from './harmless';
import { upn, type Case } from './people';
import { startRehearsal, type Rehearsal } from './rehearsal';
import { requestsIn, writesIn, type SeenRequest } from './requests';

/** A rehearsal of one test's own, with shorter ways to say things. */
export interface Scene extends Rehearsal {
	/** Looks up and runs one step. */
	offboard<Options>(
		step: Step<Options>,
		options: Options,
		who: Case,
		how?: { manager?: string; dryRun?: boolean },
	): Promise<StepOutcome>;
	/** What changed something since the test began, in order. */
	writes(): readonly SeenRequest[];
	requests(): readonly SeenRequest[];
	/** The longest of the waits, milliseconds; 0 without any. */
	longestWait(): number;
}

/**
 * Starts a tenant before each test and closes it after. Whatever the test looks at, it fails when a write concerned
 * anybody but the leaver or the successor.
 */
export function eachRehearsal(): { readonly scene: Scene } {
	let current: Scene | null = null;
	let before: Ownership;
	const leavers = new Set<string>();
	const successors = new Set<string>();
	beforeEach(async () => {
		leavers.clear();
		successors.clear();
		const rehearsal = await startRehearsal();
		before = ownershipIn(rehearsal.sandbox.tenant);
		current = sceneOf(rehearsal, (offboarding) => {
			leavers.add(offboarding.employee.id);
			if (offboarding.manager) successors.add(offboarding.manager.id);
		});
	});
	afterEach(async () => {
		if (!current) return;
		const writes = current.writes();
		await current.close();
		current = null;
		expectHarmless(writes, before, leavers, successors);
	});
	return {
		get scene() {
			if (!current) throw new Error('There is a scene inside a test only.');
			return current;
		},
	};
}

function sceneOf(rehearsal: Rehearsal, seen: (offboarding: Offboarding) => void): Scene {
	const lookUp: Rehearsal['lookUp'] = async (user, options) => {
		const offboarding = await rehearsal.lookUp(user, options);
		seen(offboarding);
		return offboarding;
	};
	return {
		...rehearsal,
		lookUp,
		offboard: async (step, options, who, how) =>
			await rehearsal.run(step, options, await lookUp(upn(who), how)),
		writes: () => writesIn(rehearsal.sandbox.log),
		requests: () => requestsIn(rehearsal.sandbox.log),
		longestWait: () => Math.max(0, ...rehearsal.clock.waits),
	};
}
