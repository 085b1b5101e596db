import type { AutomationRuleRow } from '../database/automation-schema';
import type { Queries } from '../database/schema';
import { notFound } from '../http/http-error';
import { SHAPE_WORDS, shapeNamed, type Shape } from './shapes/shape';
import { triggerNamed, TRIGGERS, type Trigger } from './triggers';

/** Why a rule does not send: somebody paused it, its address is gone, or nothing arrived for days. */
export type PausedWhy = 'person' | 'gone' | 'failing';

/** A rule as pages show it. Nothing that opens its address is in it. */
export interface Rule {
	readonly id: string;
	readonly organisationId: string;
	readonly name: string;
	readonly trigger: Trigger;
	/** `Offboarding completed`. */
	readonly when: string;
	/** Only in this tenant; null: in any. */
	readonly tenantId: string | null;
	readonly shape: Shape;
	/** What somebody chose: `auto` goes by the address. */
	readonly shapeWish: string;
	/** What an incident is closed as; null: as ServiceNow ships it. */
	readonly closeCode: string | null;
	/** `Slack, hooks.slack.com`. */
	readonly goesTo: string;
	readonly host: string;
	readonly headerNames: readonly string[];
	readonly isOn: boolean;
	readonly pausedWhy: PausedWhy | null;
	/** Until when bodies are signed with the secret before, too; null: with one only. */
	readonly oldSecretUntil: string | null;
	/** What was said of the last test. */
	readonly arrived: 'yes' | 'no' | null;
	readonly changedAt: string;
}

/** The rules of an organisation, by name. */
export async function rulesOf(db: Queries, organisationId: string): Promise<readonly Rule[]> {
	const rows = await db
		.selectFrom('automation_rule')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.orderBy('name')
		.orderBy('id')
		.execute();
	return rows.map(ruleFrom);
}

/** One of them. @throws HttpError 404 */
export async function oneRule(db: Queries, organisationId: string, id: string): Promise<Rule> {
	return ruleFrom(await ruleRow(db, organisationId, id));
}

/** The row of one of them, with what is sealed. @throws HttpError 404 */
export async function ruleRow(
	db: Queries,
	organisationId: string,
	id: string,
): Promise<AutomationRuleRow> {
	const row = await db
		.selectFrom('automation_rule')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('id', '=', id)
		.executeTakeFirst();
	if (!row) throw notFound();
	return row;
}

/**
 * The same, and whoever else changes what it has to send waits until this transaction ends. Begin with it: rows of one
 * rule are written in no order of their own.
 *
 * @throws HttpError 404
 */
export async function lockRule(
	tx: Queries,
	organisationId: string,
	id: string,
): Promise<AutomationRuleRow> {
	const row = await tx
		.updateTable('automation_rule')
		.set((eb) => ({ id: eb.ref('id') }))
		.where('organisation_id', '=', organisationId)
		.where('id', '=', id)
		.returningAll()
		.executeTakeFirst();
	if (!row) throw notFound();
	return row;
}

function ruleFrom(row: AutomationRuleRow): Rule {
	const trigger = triggerNamed(row.trigger_name) ?? 'offboarding.completed';
	const shape = shapeNamed(row.shape);
	return {
		...{ id: row.id, organisationId: row.organisation_id, name: row.name },
		...{ trigger, when: TRIGGERS[trigger].words, tenantId: row.tenant_id },
		...{ shape, shapeWish: row.shape_wish, goesTo: `${SHAPE_WORDS[shape]}, ${row.host}` },
		...{ host: row.host, closeCode: row.close_code },
		headerNames: JSON.parse(row.header_names) as string[],
		isOn: row.state === 'on',
		pausedWhy: row.paused_why as PausedWhy | null,
		oldSecretUntil: row.old_secret_until,
		arrived: row.arrived as Rule['arrived'],
		changedAt: row.changed_at,
	};
}
