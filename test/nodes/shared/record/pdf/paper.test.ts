import { describe, expect, it } from 'vitest';
import { exceptions } from '../../../../harness/offboardings';
import { textBoxesOf } from '../../../../harness/readPdf';
import { draw } from './draw';
import { LAYOUTS } from './extremes';
import { collisionsIn, depthsOf, outsideIn } from './layout';

describe('on paper', () => {
	it.each(LAYOUTS)('no text leaves the page or lies on another: %s', async (_name, run) => {
		const boxes = await textBoxesOf(await draw(run));
		expect(boxes.length).toBeGreaterThan(100);
		expect(outsideIn(boxes).slice(0, 5)).toEqual([]);
		expect(collisionsIn(boxes).slice(0, 3)).toEqual([]);
	});

	it('no page is left nearly empty before the last', async () => {
		const depths = depthsOf(await textBoxesOf(await draw(exceptions()))).slice(0, -1);
		expect(depths.length).toBeGreaterThan(1);
		for (const depth of depths) expect(depth).toBeGreaterThan(550);
	});
});
