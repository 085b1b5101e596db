import { random } from '../fixtures/random';
import { parseFaults } from './grammar';
import type { FaultRule } from './rule';

/** The faults that are due. Rules can be added and taken away while the sandbox runs. */
export interface FaultPlan {
	/**
	 * Adds a SPEC, a rule or several.
	 * @throws Error with one line for a SPEC that isn't understood.
	 */
	add(fault: string | FaultRule | readonly FaultRule[]): void;
	clear(): void;
	/** The rules that can still fire, in order. */
	readonly rules: readonly FaultRule[];
	/** The rule that fires for a request, counted as used; null when none does. */
	take(method: string, path: string, queryText?: string): FaultRule | null;
}

interface Active {
	readonly rule: FaultRule;
	readonly pattern: RegExp;
	skipped: number;
	fired: number;
}

/** An empty plan whose chances come from a seed: the same requests in the same order meet the same faults. */
export function createFaultPlan(seed: number): FaultPlan {
	const chance = random(`faults/${seed}`);
	let active: Active[] = [];
	const spent = ({ rule, fired }: Active): boolean => fired >= (rule.times ?? Infinity);
	return {
		add: (fault) => {
			const rules = typeof fault === 'string' ? parseFaults(fault) : [fault].flat();
			active.push(...rules.map(activate));
		},
		clear: () => {
			active = [];
		},
		get rules() {
			return active.filter((entry) => !spent(entry)).map(({ rule }) => rule);
		},
		take: (method, path) =>
			active.find((entry) => matches(entry, method, path) && !spent(entry) && fires(entry, chance))
				?.rule ?? null,
	};
}

function activate(rule: FaultRule): Active {
	const escaped = rule.path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
	return { rule, pattern: new RegExp(`^${escaped}$`, 'i'), skipped: 0, fired: 0 };
}

function matches({ rule, pattern }: Active, method: string, path: string): boolean {
	if (rule.method !== '*' && rule.method !== method) return false;
	return pattern.test(path) || pattern.test(path.replace(/^\/(v1\.0|beta)(?=\/)/, ''));
}

function fires(entry: Active, chance: () => number): boolean {
	if (entry.skipped < (entry.rule.skip ?? 0)) {
		entry.skipped++;
		return false;
	}
	if (chance() >= (entry.rule.probability ?? 1)) return false;
	entry.fired++;
	return true;
}
