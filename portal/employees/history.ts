import type { KeptUndo, Person } from '../../runner';
import type { Tenant } from '../connection/tenants';
import { cardsOfRuns } from '../offboardings/run-list';
import type { OwnCard } from '../offboardings/run-list';
import type { Services } from '../services';
import { takenBy, type Taken } from './taken';

const SHOWN_RUNS = 20;

/** One run of a person's history. */
export interface PastRun {
	readonly card: OwnCard;
	/** The last undo of it; null: there is none. */
	readonly undo: KeptUndo | null;
	/** It was of another account with the same address, such as the one they had before they came back. */
	readonly isEarlier: boolean;
	/** What it took from them; null: nothing, or it goes on. */
	readonly taken: Taken | null;
}

/** The offboardings of a person, and of earlier accounts with their address: the newest first, no previews. */
export async function historyOf(
	services: Services,
	tenant: Tenant,
	{ id, userPrincipalName }: Person,
): Promise<readonly PastRun[]> {
	const { runner } = services;
	const wanted = { tenantIds: [tenant.tenantId], dryRun: false, limit: SHOWN_RUNS };
	const own = await runner.runs({ ...wanted, employeeId: id });
	const address = userPrincipalName?.toLowerCase() ?? '';
	const alike = address === '' ? [] : await runner.runs({ ...wanted, search: address });
	const earlier = alike.filter(({ offboarding }) => {
		const employee = offboarding?.employee;
		return employee?.userPrincipalName.toLowerCase() === address && employee.id !== id;
	});
	const runs = [...own, ...earlier].sort((one, other) =>
		other.startedAt.localeCompare(one.startedAt),
	);
	const cards = await cardsOfRuns(services, [tenant], runs);
	const undos = await runner.undos(runs.map((run) => run.id));
	return cards.map((card) => {
		const ofRun = undos.filter(({ runId }) => runId === card.run.id);
		return {
			card,
			undo: ofRun.at(-1) ?? null,
			isEarlier: earlier.some((run) => run.id === card.run.id),
			taken: card.isOver ? takenBy(card.run, ofRun) : null,
		};
	});
}
