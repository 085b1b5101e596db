import type { AutomationDeliveryRow } from '../database/automation-schema';
import type { Queries } from '../database/schema';
import { HttpError } from '../http/http-error';
import { lockRule } from './rules';

/** So long nobody else sends what is claimed: far longer than sending may take. */
const LEASE_MS = 60_000;
const MOST_RULES = 20;
/** Of one rule at the same time: its destination is somebody else's machine. */
const MOST_OF_RULE = 3;

/**
 * Takes what is to be sent now, so that no other portal sends it too. Of paused rules only tests are.
 *
 * @param owner who takes it
 */
export async function claimDue(
	db: Queries,
	owner: string,
	at: Date,
): Promise<readonly AutomationDeliveryRow[]> {
	const now = at.toISOString();
	const rules = await db
		.selectFrom('automation_delivery as delivery')
		.innerJoin('automation_rule as rule', 'rule.id', 'delivery.rule_id')
		.select(['delivery.rule_id', 'delivery.organisation_id'])
		.where('delivery.state', '=', 'due')
		.where('delivery.next_at', '<=', now)
		.where((eb) => eb.or([eb('rule.state', '=', 'on'), eb('delivery.run_id', 'is', null)]))
		.where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', now)]))
		.groupBy(['delivery.rule_id', 'delivery.organisation_id'])
		.orderBy((eb) => eb.fn.min('delivery.next_at'))
		.limit(MOST_RULES)
		.execute();
	const claimed: AutomationDeliveryRow[] = [];
	for (const rule of rules) {
		const claim = db.transaction().execute((tx) => claimOf(tx, rule, owner, at));
		// Deleted a moment ago: there is nothing to send.
		const none = (error: unknown) => {
			if (error instanceof HttpError) return [];
			throw error;
		};
		claimed.push(...(await claim.catch(none)));
	}
	return claimed;
}

async function claimOf(
	tx: Queries,
	{ rule_id, organisation_id }: { readonly rule_id: string; readonly organisation_id: string },
	owner: string,
	at: Date,
): Promise<AutomationDeliveryRow[]> {
	const { state } = await lockRule(tx, organisation_id, rule_id);
	const now = at.toISOString();
	const until = new Date(at.getTime() + LEASE_MS).toISOString();
	const due = tx
		.selectFrom('automation_delivery')
		.select('id')
		.where('organisation_id', '=', organisation_id)
		.where('rule_id', '=', rule_id)
		.where('state', '=', 'due')
		.where('next_at', '<=', now)
		.where((row) => row.or([row('lease_until', 'is', null), row('lease_until', '<', now)]));
	const wanted = state === 'on' ? due : due.where('run_id', 'is', null);
	const ids = await wanted.orderBy('next_at').orderBy('id').limit(MOST_OF_RULE).execute();
	if (ids.length === 0) return [];
	return await tx
		.updateTable('automation_delivery')
		.set({ lease_owner: owner, lease_until: until })
		.where('organisation_id', '=', organisation_id)
		.where(
			'id',
			'in',
			ids.map(({ id }) => id),
		)
		.returningAll()
		.execute();
}

/** Gives back what was taken and not sent. @param nextAt not before that, ISO 8601 UTC */
export async function giveBack(
	db: Queries,
	{ id, lease_owner }: AutomationDeliveryRow,
	nextAt: string,
	trouble: string | null,
): Promise<void> {
	await db
		.updateTable('automation_delivery')
		.set({ lease_owner: null, lease_until: null, next_at: nextAt, trouble })
		.where('id', '=', id)
		.where('lease_owner', '=', lease_owner)
		.execute();
}
