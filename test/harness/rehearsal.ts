import {
	createGraphClient,
	parseConnection,
	type Clock,
	type GraphClient,
	type GraphClientOptions,
} from '../../nodes/shared/graph';
import { lookUpEmployee } from '../../nodes/LookUpEmployee/lookUpEmployee';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../nodes/shared/step/outcome';
import { type Step, type StepContext } from '../../nodes/shared/step/step';
import { runStep } from '../../nodes/shared/step/runStep';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../runner/sandbox';

/** Time that passes at once, and remembers how long it was asked to wait. */
export interface FastClock extends Clock {
	readonly waits: number[];
}

export function fastClock(): FastClock {
	const waits: number[] = [];
	let ahead = 0;
	return {
		waits,
		now: () => new Date(Date.now() + ahead),
		sleep: async (milliseconds) => {
			waits.push(milliseconds);
			ahead += milliseconds;
			await new Promise((resolve) => setImmediate(resolve));
		},
	};
}

/** A sandbox tenant with a client on it: what the step tests run against, over real HTTP and real MSAL. */
export interface Rehearsal {
	readonly sandbox: Sandbox;
	readonly graph: GraphClient;
	readonly clock: FastClock;
	/** A client of its own, for instance one that only reads. */
	client(options?: GraphClientOptions): GraphClient;
	lookUp(
		user: string,
		options?: { manager?: string; dryRun?: boolean; leaving?: readonly string[] },
	): Promise<Offboarding>;
	/** What a step is given after the look-up. */
	context(offboarding: Offboarding, graph?: GraphClient): StepContext;
	/** Runs a step as the workflow does: after the look-up, with what it found. */
	run<Options>(
		step: Step<Options>,
		options: Options,
		offboarding: Offboarding,
		graph?: GraphClient,
	): Promise<StepOutcome>;
	close(): Promise<void>;
}

export async function startRehearsal(options: SandboxOptions = {}): Promise<Rehearsal> {
	const sandbox = await startSandbox({ port: 0, ...options });
	const clock = fastClock();
	const connection = parseConnection(sandbox.connection);
	const client = (own: GraphClientOptions = {}) => createGraphClient(connection, { clock, ...own });
	const graph = client();
	const context = (offboarding: Offboarding, own: GraphClient = graph): StepContext => ({
		graph: own,
		employee: offboarding.employee,
		manager: offboarding.manager,
		holdings: offboarding.holdings,
		leaving: offboarding.leaving ?? [],
		before: offboarding.steps,
		dryRun: offboarding.request.dryRun,
		verifyForMs: 5_000,
	});
	return {
		context,
		sandbox,
		graph,
		clock,
		client,
		lookUp: async (user, { manager, dryRun = false, leaving = [] } = {}) =>
			await lookUpEmployee(graph, {
				user,
				manager: manager ?? null,
				leaving,
				request: {
					id: 'OFF-2026-000001',
					dryRun,
					requestedBy: 'a test',
					ticket: null,
					requestedAt: new Date().toISOString(),
				},
			}),
		run: async (step, stepOptions, offboarding, own = graph) =>
			await runStep(step, context(offboarding, own), stepOptions),
		close: async () => {
			await sandbox.close();
		},
	};
}
