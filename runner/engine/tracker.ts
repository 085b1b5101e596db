import type { INodeExecutionData, ITaskData } from 'n8n-workflow';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import { isOver, type StepOutcome } from '../../nodes/shared/step/outcome';
import { STEPS, stepNamed, type StepKey } from '../../nodes/shared/step/vocabulary';
import type { EngineListener } from './events';
import { PACK } from './pack';

const LOOK_UP = `${PACK}.lookUpEmployee`;

/** The one node whose name is not its step's. */
const KEY_OF_TYPE: ReadonlyMap<string, StepKey> = new Map([
	...STEPS.map(({ key }) => [`${PACK}.${key}`, key] as const),
	[`${PACK}.removeFromTeamsAndGroups`, 'removeFromTeams'] as const,
]);

/** Turns what the nodes of one run hand on into events, and makes sure that no step can vanish. */
export class Tracker {
	readonly #listener: EngineListener;
	readonly #seen = new Map<StepKey, string>();
	/** The same as objects: most outcomes are handed on as they are, and need no second look. */
	readonly #known = new WeakSet<StepOutcome>();
	/** Steps that ended before an interruption: their nodes hand the item on. The record is drawn anew. */
	readonly #over = new Set<StepKey>(['compliancePdf']);
	#latest: Offboarding | null = null;

	/** @param resumed the offboarding as it stood when it was interrupted: its steps that ended are not told again */
	constructor(listener: EngineListener, resumed: Offboarding | null = null) {
		this.#listener = listener;
		for (const outcome of resumed?.steps ?? []) {
			this.#seen.set(outcome.key, JSON.stringify(outcome));
			if (isOver(outcome)) this.#over.add(outcome.key);
		}
		this.#over.delete('compliancePdf');
	}

	/** The offboarding as the last node left it; null until the look-up found somebody. */
	get latest(): Offboarding | null {
		return this.#latest;
	}

	async nodeStarted(type: string): Promise<void> {
		const at = new Date().toISOString();
		if (type === LOOK_UP) await this.#listener({ type: 'lookUpStarted', at });
		const key = KEY_OF_TYPE.get(type);
		if (key && !this.#over.has(key)) await this.#listener({ type: 'stepStarted', key, at });
	}

	/** @param task the live data: an item in it is also the next node's input */
	async nodeFinished(type: string, task: ITaskData): Promise<void> {
		const item = task.data?.main?.[0]?.[0];
		if (type === LOOK_UP) await this.#lookedUp(item, task);
		const key = KEY_OF_TYPE.get(type);
		if (key) await this.#stepFinished(key, item, task);
	}

	async #lookedUp(item: INodeExecutionData | undefined, task: ITaskData): Promise<void> {
		if (task.error || !isOffboarding(item?.json)) return;
		this.#latest = item.json;
		await this.#listener({ type: 'lookedUp', offboarding: item.json });
	}

	async #stepFinished(
		key: StepKey,
		item: INodeExecutionData | undefined,
		task: ITaskData,
	): Promise<void> {
		const before = this.#latest;
		if (!before) return;
		let after = isOffboarding(item?.json) ? item.json : before;
		if (!after.steps.some((step) => step.key === key)) {
			after = { ...after, steps: [...after.steps, lostOutcome(key, task)] };
			// The next nodes, and with them the record, have to see it too. Only this item is changed: the json
			// it held until now also belongs to the node before.
			if (item) item.json = { ...after };
		}
		this.#latest = after;
		for (const outcome of this.#changed(after)) {
			const document = outcome.key === 'compliancePdf' ? documentOf(item) : null;
			await this.#listener({ type: 'stepFinished', outcome, offboarding: after, document });
		}
	}

	/** A later step may try an earlier one again (the lock-out of an administrator); the last outcome counts. */
	#changed(offboarding: Offboarding): StepOutcome[] {
		const last = new Map(offboarding.steps.map((step) => [step.key, step]));
		return [...last.values()].filter((outcome) => {
			if (this.#known.has(outcome)) return false;
			this.#known.add(outcome);
			const text = JSON.stringify(outcome);
			if (this.#seen.get(outcome.key) === text) return false;
			this.#seen.set(outcome.key, text);
			return true;
		});
	}
}

/** A step that ended without saying how: what it had sent by then is not known, so it is neither done nor failed. */
function lostOutcome(key: StepKey, task: ITaskData): StepOutcome {
	const cause = task.error?.message.split('\n')[0] ?? 'it handed on no outcome';
	return {
		number: stepNamed(key).number,
		key,
		status: 'unknown',
		verified: false,
		summary: 'The step broke off. What it had changed by then is not known.',
		reason: `The step broke off (${cause}). Check in the tenant what it changed.`,
		items: [],
		startedAt: new Date(task.startTime).toISOString(),
		finishedAt: new Date(task.startTime + task.executionTime).toISOString(),
		calls: [],
	};
}

function documentOf(item: INodeExecutionData | undefined): Uint8Array | null {
	const data = item?.binary?.data;
	return data ? Buffer.from(data.data, 'base64') : null;
}

function isOffboarding(json: unknown): json is Offboarding {
	return (
		typeof json === 'object' &&
		json !== null &&
		'schema' in json &&
		json.schema === 'offboardiq.offboarding/1' &&
		'steps' in json &&
		Array.isArray(json.steps)
	);
}
