import { join } from 'node:path';
import { Eta } from 'eta';
import { markOf, STATUS_WORD, stepNamed, type StepKey } from '../../runner';
import { ASSET_VERSION } from './assets';
import { MARKUP } from './markup';

/** The folder of the portal as it is built: the views lie beside the code of their feature. */
const ROOT = join(__dirname, '..');

const eta = new Eta({
	views: ROOT,
	cache: true,
	autoEscape: true,
	// Texts of a tenant are looked up by exact name, never executed.
	useWith: false,
	varName: 'it',
});

const ABOUT = {
	assetVersion: ASSET_VERSION,
	STATUS_WORD,
	markOf,
	stepTitle: (key: StepKey): string => stepNamed(key).title,
};

/**
 * Draws a view. The name is a constant of ours, never part of a request; what is in `data` is escaped.
 *
 * @param name feature and view: `employees/views/list`
 */
export function draw(name: string, data: Readonly<Record<string, unknown>>): string {
	return eta.render(`/${name}`, { ...data, ...MARKUP, ...ABOUT });
}
