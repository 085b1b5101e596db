import { levelsOf, mirrored } from '../../vendor/bidi';
import { graphemes } from './legible';
import type { Run } from './words';

/** A stretch of a line; one that is read from the right holds what lies there from left to right. */
export interface Laid {
	readonly run: Run;
	/** Null for what is read from the left. */
	readonly fromLeft: readonly Run[] | null;
}

interface Levelled {
	readonly run: Run;
	readonly level: number;
}

/** True for a font that is shaped from right to left. */
export function isFromRight(run: Pick<Run, 'font'>): boolean {
	return run.font === 'hebrew' || run.font === 'arabic';
}

/**
 * Puts a line into the order in which it is seen. pdfkit draws everything from the left, so without this the words of
 * an Arabic or Hebrew name would come out in the wrong order. Records are written from the left; names may not be.
 */
export function inVisualOrder(runs: readonly Run[]): Laid[] {
	if (!runs.some(isFromRight)) return runs.map((run) => ({ run, fromLeft: null }));
	const laid: Laid[] = [];
	let group: Levelled[] = [];
	const close = (): void => {
		const [first] = group;
		if (!first) return;
		const text = group.map(({ run }) => run.text).join('');
		laid.push({ run: { ...first.run, text }, fromLeft: reordered(group) });
		group = [];
	};
	for (const part of levelled(runs)) {
		if (part.level > 0) {
			group.push(part);
			continue;
		}
		close();
		laid.push({ run: part.run, fromLeft: null });
	}
	close();
	return laid;
}

/** Cuts runs where the direction changes. */
function levelled(runs: readonly Run[]): Levelled[] {
	const levels = levelsOf(runs.map(({ text }) => text).join(''));
	const parts: Levelled[] = [];
	let at = 0;
	for (const run of runs) {
		let begin = 0;
		for (let end = 1; end <= run.text.length; end += 1) {
			const level = levels[at + begin] ?? 0;
			if (end < run.text.length && levels[at + end] === level) continue;
			parts.push({ run: { ...run, text: run.text.slice(begin, end) }, level });
			begin = end;
		}
		at += run.text.length;
	}
	return parts;
}

/** Rule L2 of UAX #9: from the deepest level up, whatever is at least so deep is turned round. */
function reordered(group: readonly Levelled[]): Run[] {
	const order = [...group];
	const deepest = Math.max(...order.map(({ level }) => level));
	for (let level = deepest; level > 0; level -= 1) {
		for (let begin = 0; begin < order.length; begin += 1) {
			let end = begin;
			while ((order[end]?.level ?? 0) >= level) end += 1;
			if (end > begin) order.splice(begin, end - begin, ...order.slice(begin, end).reverse());
			begin = end;
		}
	}
	return order.map(({ run, level }) => (level % 2 === 1 ? turned(run) : run));
}

/** The fonts that are shaped from the right turn their text themselves. */
function turned(run: Run): Run {
	if (isFromRight(run)) return run;
	return { ...run, text: graphemes(run.text).reverse().map(mirrored).join('') };
}
