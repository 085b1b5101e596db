import { vi } from 'vitest';
import { makeComplianceRecord } from '../../nodes/CompliancePdf/compliancePdf';
import { disableAccount } from '../../nodes/DisableAccount/disableAccount.step';
import { forwardEmail } from '../../nodes/ForwardEmail/forwardEmail.step';
import { lockOutAgain } from '../../nodes/RemoveAdminRoles/lockOutAgain';
import { removeAdminRoles } from '../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import { lastLook } from '../../nodes/RemoveFromTeamsAndGroups/lastLook';
import { removeFromTeams } from '../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { removeMfaMethods } from '../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import { resetPassword } from '../../nodes/ResetPassword/resetPassword.step';
import { revokeSessions } from '../../nodes/RevokeSessions/revokeSessions.step';
import { setOutOfOffice } from '../../nodes/SetOutOfOffice/setOutOfOffice.step';
import type { Clock } from '../../nodes/shared/graph';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { type Step, type StepContext } from '../../nodes/shared/step/step';
import { brokenOutcome, runStep, withStep } from '../../nodes/shared/step/runStep';
import { wipeDevices } from '../../nodes/WipeDevices/wipeDevices.step';
import { recordOutcome } from '../../runner/execution/record-step';
import type { Rehearsal } from './rehearsal';

/** A step of the shipped workflow with the options it has there. */
interface Stage {
	readonly key: Step<never>['key'];
	readonly run: (context: StepContext) => ReturnType<typeof runStep>;
	readonly afterwards?: typeof lockOutAgain;
}

function stage<Options>(step: Step<Options>, options: Options, afterwards?: typeof lockOutAgain) {
	const run = (context: StepContext) => runStep(step, context, options);
	return { key: step.key, run, ...(afterwards ? { afterwards } : {}) };
}

const STAGES: readonly Stage[] = [
	stage(disableAccount, {}),
	stage(resetPassword, {}),
	stage(revokeSessions, {}),
	stage(removeMfaMethods, {}),
	stage(removeAdminRoles, {}, lockOutAgain),
	stage(forwardEmail, {}),
	stage(setOutOfOffice, {}),
	stage(wipeDevices, { policy: 'wipeCompany' }),
	stage(removeFromTeams, {}, lastLook),
];

/**
 * Time that passes at once for the product and for the tenant alike, so that what takes five minutes takes five minutes
 * on both sides. Only while `Date` is faked: see `standStill`.
 */
const sharedClock: Clock = {
	now: () => new Date(),
	sleep: async (milliseconds) => {
		vi.setSystemTime(Date.now() + milliseconds);
		await new Promise((resolve) => setImmediate(resolve));
	},
};

/** Stops the clock of this process: from now on it moves only when somebody waits. `vi.useRealTimers` ends it. */
export function standStill(): void {
	vi.useFakeTimers({ toFake: ['Date'] });
}

/** What a walk came to. */
export type Walked =
	| { readonly refused: null; readonly offboarding: Offboarding }
	| { readonly refused: string; readonly offboarding: null };

/**
 * Walks through the look-up and the steps as the shipped workflow does, on a clock that passes at once.
 * @param folder - where the record of step 9 is written and read back, as the runner does; null leaves step 9 out
 * @param leaving - who is offboarded at the same time
 */
export async function walk(
	rehearsal: Rehearsal,
	user: string,
	folder: string | null,
	leaving: readonly string[] = [],
	dryRun = false,
): Promise<Walked> {
	let offboarding: Offboarding;
	try {
		offboarding = await rehearsal.lookUp(user, { leaving, dryRun });
	} catch (error) {
		return { refused: error instanceof Error ? error.message : String(error), offboarding: null };
	}
	for (const one of STAGES) offboarding = await walkStage(rehearsal, one, offboarding);
	if (folder !== null) offboarding = await withRecord(offboarding, folder);
	return { refused: null, offboarding };
}

async function withRecord(before: Offboarding, folder: string): Promise<Offboarding> {
	const { offboarding, file } = await makeComplianceRecord(before, { partner: null }, sharedClock);
	const outcome = offboarding.steps.find(({ key }) => key === 'compliancePdf');
	if (!outcome) throw new Error('The record says nothing about itself.');
	const finished = { outcome, offboarding, document: file?.bytes ?? null };
	const recorded = await recordOutcome(finished, {
		id: offboarding.request.id,
		folder: async () => folder,
	});
	return withStep(offboarding, recorded.outcome);
}

async function walkStage(
	rehearsal: Rehearsal,
	{ key, run, afterwards }: Stage,
	before: Offboarding,
): Promise<Offboarding> {
	// Every node of the workflow has a client of its own.
	const { dryRun } = before.request;
	const client = rehearsal.client({ clock: sharedClock, readOnly: dryRun });
	const context = rehearsal.context(before, client);
	let next: Offboarding;
	try {
		next = withStep(before, await run(context));
	} catch (error) {
		return withStep(before, brokenOutcome(key, error, rehearsal.clock.now()));
	}
	try {
		return afterwards && !dryRun ? await afterwards(context, next) : next;
	} catch {
		return next;
	}
}
