import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { ItemOutcome, StepOutcome } from '../../nodes/shared/step/outcome';
import { stepNamed, STEPS, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { RunRecord } from '../../runner/journal/run-record';

/** When every arranged run starts. */
export const START = '2026-11-23T09:00:00.000Z';

/** A moment of an arranged run, in seconds after its start. */
export const after = (seconds: number): string =>
	new Date(Date.parse(START) + seconds * 1000).toISOString();

/** A step that is done and read back, unless told otherwise. */
export function outcome(key: StepKey, more: Partial<StepOutcome> = {}): StepOutcome {
	return {
		number: stepNamed(key).number,
		key,
		status: 'done',
		verified: true,
		summary: `${key} happened.`,
		reason: null,
		items: [],
		startedAt: START,
		finishedAt: after(1.25),
		calls: [],
		...more,
	};
}

/** A thing in a step that is done and read back, unless told otherwise. */
export function item(target: string, more: Partial<ItemOutcome> = {}): ItemOutcome {
	return {
		target,
		targetId: null,
		status: 'done',
		verified: true,
		reason: null,
		code: null,
		requestId: null,
		attempts: 1,
		acceptedAt: null,
		verifiedAt: null,
		before: null,
		after: null,
		...more,
	};
}

/** An offboarding of Adele in a real tenant, unless told otherwise. */
export function offboarding(more: Partial<Offboarding> = {}): Offboarding {
	return {
		schema: 'offboardiq.offboarding/1',
		request: {
			id: 'OFF-2026-000001',
			dryRun: false,
			requestedBy: null,
			ticket: null,
			requestedAt: START,
		},
		tenant: { id: 't', displayName: 'Contoso', cloud: 'global', simulated: false },
		employee: {
			id: '11111111-1111-4111-8111-111111111111',
			userPrincipalName: 'adele@contoso.com',
			displayName: 'Adele Vance',
			mail: null,
			jobTitle: null,
			department: null,
			companyName: null,
			officeLocation: null,
			employeeId: null,
			employeeType: null,
			userType: 'Member',
			accountEnabled: true,
			onPremisesSyncEnabled: false,
		},
		manager: null,
		holdings: {
			authenticationMethods: null,
			groups: null,
			directoryRoles: null,
			devices: null,
			mailbox: { available: false, reason: 'none', automaticReplies: null },
		},
		warnings: [],
		steps: [],
		startedAt: START,
		lookUpCalls: [],
		...more,
	};
}

/** A finished run with these outcomes; the steps left out were never reached. */
export function runRecord(
	outcomes: readonly StepOutcome[],
	more: Partial<RunRecord> = {},
): RunRecord {
	return {
		id: 'OFF-2026-000001',
		status: 'completed',
		request: {
			user: 'adele@contoso.com',
			manager: null,
			requestedBy: null,
			ticket: null,
			requestedAt: START,
			dryRun: false,
			tenantId: 't',
			cloud: 'global',
			reportFolder: '/reports',
			breakGlass: [],
		},
		offboarding: offboarding(),
		steps: STEPS.map(({ number, key }) => {
			const found = outcomes.find((one) => one.key === key) ?? null;
			return { number, key, startedAt: found?.startedAt ?? null, outcome: found };
		}),
		startedAt: START,
		finishedAt: after(3.2),
		message: null,
		report: null,
		...more,
	};
}

/** All ten steps, done and read back. */
export const allDone = (): StepOutcome[] => STEPS.map(({ key }) => outcome(key));
