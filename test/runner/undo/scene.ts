import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
	openRunner,
	parseConnection,
	startSandbox,
	type KeptUndo,
	type Runner,
	type RunRecord,
	type Sandbox,
	type UndoItem,
} from '../../../runner';
import { personIn, upn, type Case } from '../../harness/people';

const ROOT = resolve(__dirname, '..', '..', '..');

/** A rehearsal tenant, and a runner that offboards and undoes in it. */
export interface UndoScene {
	readonly sandbox: Sandbox;
	readonly runner: Runner;
	readonly folder: string;
	offboard(who: Case, faults?: string): Promise<RunRecord>;
	undo(runId: string): Promise<KeptUndo>;
	close(): Promise<void>;
}

export async function undoScene(): Promise<UndoScene> {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-undo-'));
	const sandbox = await startSandbox({ port: 0 });
	const runner = await openRunner({
		...{ dataFolder: folder, packFolder: ROOT },
		workflowFile: join(ROOT, 'dist', 'workflows', 'offboarding.json'),
	});
	const connection = () => parseConnection(sandbox.connection);
	return {
		...{ sandbox, runner, folder },
		offboard: async (who, faults = '') => {
			if (faults !== '') sandbox.faults.add(faults);
			const run = await runner.offboard({
				...{ connection: connection(), user: upn(who), manager: null, dryRun: false },
				...{ requestedBy: 'a test', ticket: null, reportFolder: folder },
			});
			sandbox.faults.clear();
			return run;
		},
		undo: (runId) =>
			runner.undo(runId, {
				...{ connection: connection(), askedBy: '=cmd|a <b>', actor: 'account/1' },
				reason: 'The wrong Adele',
			}),
		close: async () => {
			await runner.close();
			await sandbox.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** Ids of the groups somebody is a member of, and of those they own. */
export function placesOf({ tenant }: Sandbox, id: string) {
	const idsOf = (name: 'memberIds' | 'ownerIds') =>
		tenant.groups.filter((group) => group[name].includes(id)).map(({ profile }) => profile.id);
	const seats = tenant.groups.flatMap(({ channels }) =>
		(channels ?? []).flatMap((channel) =>
			channel.members.flatMap((seat) =>
				seat.userId === id ? [`${channel.id} ${seat.owner ? 'owner' : 'member'}`] : [],
			),
		),
	);
	return {
		member: idsOf('memberIds').sort(),
		owner: idsOf('ownerIds').sort(),
		seats: seats.sort(),
	};
}

/** The mailbox of somebody, as the tenant has it. @throws where there is none in the cloud */
export function mailboxIn(sandbox: Sandbox, who: Case) {
	const { mailbox } = personIn(sandbox, who);
	if (mailbox.kind !== 'cloud') throw new Error(`${who} has no mailbox in the cloud.`);
	return mailbox;
}

/** "step: what: status", which a failing test shows best. */
export const linesOf = (items: readonly UndoItem[], step?: UndoItem['step']): readonly string[] =>
	items
		.filter((item) => step === undefined || item.step === step)
		.map(({ step: key, what, status }) => `${key}: ${what}: ${status}`);

export const sha256Of = (path: string) =>
	createHash('sha256').update(readFileSync(path)).digest('hex');
