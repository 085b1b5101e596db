/**
 * What sending a request twice would do. It decides the retry, nothing else does.
 *
 * - `read`: changes nothing.
 * - `repeatable`: the same again is harmless (disable, another new password).
 * - `idempotent`: addressed by id; done once or more often, the result is the same (delete a method; 404 = gone).
 * - `createOnce`: a second one would make a second thing (an inbox rule, a PIM request). The step reads before it
 *   writes and after a lost answer; this layer never sends it again.
 * - `atMostOnce`: can't be undone (wipe, retire). Never sent again by this layer.
 */
export type EffectClass = 'read' | 'repeatable' | 'idempotent' | 'createOnce' | 'atMostOnce';

const CAUTION: readonly EffectClass[] = [
	'read',
	'repeatable',
	'idempotent',
	'createOnce',
	'atMostOnce',
];

/** The class that a bundle of requests must be treated as: that of its most delicate member. */
export function mostDelicate(effects: readonly EffectClass[]): EffectClass {
	return CAUTION[Math.max(0, ...effects.map((effect) => CAUTION.indexOf(effect)))] ?? 'atMostOnce';
}

/** May the transport send it again by itself, after an answer that says or leaves open that it was not done? */
export function maySendAgain(effect: EffectClass): boolean {
	return effect === 'read' || effect === 'repeatable' || effect === 'idempotent';
}
