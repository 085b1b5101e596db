import { join, resolve } from 'node:path';
import {
	openRunner,
	parseConnection,
	startSandbox,
	type BulkRequest,
	type Runner,
	type RunnerOptions,
	type Sandbox,
	type SandboxOptions,
} from '../../../runner';
import { ENGINES, type Place } from '../database/engines';

const ROOT = resolve(__dirname, '..', '..', '..');
const [[, sqliteFile]] = ENGINES as [(typeof ENGINES)[number]];
const WORKFLOW = join(ROOT, 'dist', 'workflows', 'offboarding.json');

/** A tenant, a runner on the built pack, and the people of the crowd: ordinary ones, whom nothing waits for. */
export interface BulkScene {
	readonly sandbox: Sandbox;
	readonly runner: Runner;
	readonly folder: string;
	readonly crowd: readonly string[];
	readonly request: (users: readonly string[], more?: Partial<BulkRequest>) => BulkRequest;
	/** Another runner on the same data. */
	readonly open: (options?: Partial<RunnerOptions>) => Promise<Runner>;
	close(): Promise<void>;
}

/** @param at where the data is, removed with the scene; a SQLite file when left out */
export async function startBulkScene(
	sandboxOptions: SandboxOptions = {},
	runnerOptions: Partial<RunnerOptions> = {},
	at?: Place,
): Promise<BulkScene> {
	const place = at ?? (await sqliteFile());
	const { folder, environment } = place;
	const sandbox = await startSandbox({ port: 0, users: 80, ...sandboxOptions });
	const opened: Runner[] = [];
	const open = async (more: Partial<RunnerOptions> = {}) => {
		const runner = await openRunner({
			...{ dataFolder: folder, packFolder: ROOT, workflowFile: WORKFLOW, environment },
			...more,
		});
		opened.push(runner);
		return runner;
	};
	const runner = await open(runnerOptions);
	return {
		sandbox,
		runner,
		folder,
		open,
		crowd: sandbox.tenant.users.slice(45).map(({ profile }) => profile.userPrincipalName),
		request: (users, more = {}) => ({
			connection: parseConnection(sandbox.connection),
			members: users.map((user) => ({ user, manager: null })),
			...{ dryRun: false, requestedBy: 'a test', ticket: null, reportFolder: folder },
			...more,
		}),
		close: async () => {
			for (const one of opened) await one.close().catch(() => undefined);
			await sandbox.close();
			await place.remove();
		},
	};
}
