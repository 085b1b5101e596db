import type { StatusMark } from '../../runner';
import type { AutomationDeliveryRow } from '../database/automation-schema';
import type { Queries } from '../database/schema';
import { MOST_ATTEMPTS } from './retries';
import type { Rule } from './rules';
import type { Shape } from './shapes/shape';
import { isOfCheck, NOT_SO_ANY_MORE, triggerNamed, TRIGGERS } from './triggers';

/** What the log of a rule is narrowed to. */
export type DeliveryFilter = 'all' | 'failed' | 'waiting';

const STATES: Readonly<Record<DeliveryFilter, readonly string[] | null>> = {
	all: null,
	failed: ['dead'],
	waiting: ['due', 'held'],
};

export const FILTERS = Object.keys(STATES) as readonly DeliveryFilter[];

/** A delivery as a page shows it. */
export interface ShownDelivery {
	readonly id: string;
	/** When it was noted, ISO 8601 UTC. */
	readonly at: string;
	readonly event: string;
	/** Null: a test. */
	readonly run: string | null;
	readonly mark: StatusMark;
	readonly word: string;
	/** When it is tried again, where it is. */
	readonly nextAt: string | null;
	readonly status: number | null;
	readonly tookMs: number | null;
	readonly trouble: string | null;
	readonly answer: string | null;
	/** `3 of 10`. */
	readonly tries: string;
	/** Whether a person can send it again. */
	readonly maySend: boolean;
	/** It would be sent by itself, later. */
	readonly isWaiting: boolean;
}

/** The log of a rule, and how much there is of each kind. */
export interface DeliveryLog {
	readonly deliveries: readonly ShownDelivery[];
	readonly counts: Readonly<Record<DeliveryFilter, number>>;
	readonly filter: DeliveryFilter;
	/** Something is being sent or soon will be: worth looking again. */
	readonly isLive: boolean;
	/** How many a person can send again because they were not delivered. */
	readonly open: number;
}

const SHOWN = 50;
/** Nothing more happens to these by itself. */
const OPEN = ['dead', 'held'];

/** The newest of what a rule has told or has to tell. */
export async function deliveryLog(
	db: Queries,
	{ id, organisationId, shape }: Rule,
	text: string,
	at: Date,
): Promise<DeliveryLog> {
	const filter = FILTERS.find((one) => one === text) ?? 'all';
	const states = STATES[filter];
	const all = db
		.selectFrom('automation_delivery')
		.where('organisation_id', '=', organisationId)
		.where('rule_id', '=', id);
	const wanted = states === null ? all : all.where('state', 'in', states);
	const rows = await wanted
		.selectAll()
		.orderBy('created_at', 'desc')
		.orderBy('id')
		.limit(SHOWN)
		.execute();
	const counted = await all
		.select(['state', (eb) => eb.fn.countAll<number | string>().as('count')])
		// Tests have no run, and are not sent again.
		.select((eb) => eb.fn.count<number | string>('run_id').as('real'))
		.groupBy('state')
		.execute();
	const sum = (some: readonly string[] | null, of: 'count' | 'real' = 'count') =>
		counted
			.filter(({ state }) => some?.includes(state) ?? true)
			.reduce((total, row) => total + Number(row[of]), 0);
	const soon = new Date(at.getTime() + 60_000).toISOString();
	return {
		...{ filter, deliveries: rows.map((row) => shown(row, shape)) },
		counts: { all: sum(null), failed: sum(STATES.failed), waiting: sum(STATES.waiting) },
		isLive: rows.some(({ state, next_at }) => state === 'due' && next_at < soon),
		open: sum(OPEN, 'real'),
	};
}

function shown(row: AutomationDeliveryRow, shape: Shape): ShownDelivery {
	const trigger = triggerNamed(row.event);
	const words = trigger ? TRIGGERS[trigger].words : row.event;
	const { mark, word } = stateOf(row, shape);
	return {
		...{ id: row.id, at: row.created_at, run: row.run_id, mark, word },
		event: row.run_id === null ? `Test: ${words}` : words + (isOfCheck(row) ? CHECKED : ''),
		nextAt: row.state === 'due' && row.attempts > 0 ? row.next_at : null,
		...{ status: row.status, tookMs: row.took_ms, trouble: row.trouble, answer: row.answer },
		tries:
			row.state === 'due' && row.run_id !== null
				? `${row.attempts} of ${MOST_ATTEMPTS}`
				: `${row.attempts}`,
		maySend:
			row.run_id !== null && (row.attempts > 0 || row.state === 'held') && row.state !== 'dropped',
		isWaiting: row.state === 'due',
	};
}

/** Of one offboarding its end may have been told too. */
const CHECKED = `: ${NOT_SO_ANY_MORE.toLowerCase()}`;

/** Their answer says that it was queued, and nothing of what came of it. */
const QUEUES: readonly Shape[] = ['teams', 'jira'];

function stateOf(
	{ state, status, attempts, run_id }: AutomationDeliveryRow,
	shape: Shape,
): { readonly mark: StatusMark; readonly word: string } {
	if (state === 'delivered') {
		return status === 202 || QUEUES.includes(shape)
			? { mark: 'accepted', word: 'Accepted' }
			: { mark: 'done', word: 'Delivered' };
	}
	if (state === 'dead')
		return { mark: 'failed', word: run_id === null ? 'Not delivered' : 'Gave up' };
	if (state === 'held') return { mark: 'blocked', word: 'Waits for you' };
	if (state === 'dropped') return { mark: 'skipped', word: 'Not sent: the person was erased' };
	return { mark: 'waiting', word: attempts === 0 ? 'About to be sent' : 'Tried again' };
}

/** The newest delivery of each rule of an organisation, for its list. */
export async function lastOfEach(
	db: Queries,
	{ rules, organisationId }: { readonly rules: readonly Rule[]; readonly organisationId: string },
): Promise<ReadonlyMap<string, ShownDelivery>> {
	const last = new Map<string, ShownDelivery>();
	for (const { id, shape } of rules) {
		const row = await db
			.selectFrom('automation_delivery')
			.selectAll()
			.where('organisation_id', '=', organisationId)
			.where('rule_id', '=', id)
			.orderBy('created_at', 'desc')
			.limit(1)
			.executeTakeFirst();
		if (row) last.set(id, shown(row, shape));
	}
	return last;
}

/** The newest test of a rule; null: there was none. */
export async function lastTest(db: Queries, { id, organisationId, shape }: Rule) {
	const row = await db
		.selectFrom('automation_delivery')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.where('rule_id', '=', id)
		.where('run_id', 'is', null)
		.orderBy('created_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ? shown(row, shape) : null;
}
