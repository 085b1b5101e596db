import { describe, expect, it } from 'vitest';
import { exceptions } from '../harness/offboardings';
import { wordBoxesOf } from '../harness/poppler';
import { draw } from '../nodes/shared/record/pdf/draw';
import { LAYOUTS } from '../nodes/shared/record/pdf/extremes';
import { collisionsIn, depthsOf, outsideIn } from '../nodes/shared/record/pdf/layout';

describe('on paper, as poppler measures it', () => {
	it.each(LAYOUTS)('no word leaves the page or lies on another: %s', async (_name, run) => {
		const words = await wordBoxesOf(await draw(run));
		expect(words.length).toBeGreaterThan(100);
		expect(outsideIn(words).slice(0, 5)).toEqual([]);
		expect(collisionsIn(words).slice(0, 3)).toEqual([]);
	});

	it('no page is left nearly empty before the last', async () => {
		const depths = depthsOf(await wordBoxesOf(await draw(exceptions()))).slice(0, -1);
		expect(depths.length).toBeGreaterThan(1);
		for (const depth of depths) expect(depth).toBeGreaterThan(550);
	});
});
