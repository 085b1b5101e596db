import { readFileSync } from 'node:fs';
import { NINE_STEPS } from './make.mjs';

/**
 * Look Up Employee and the steps, from the shipped workflow itself: changing a step there is one edit. Without its
 * credentials, which belong to the runner, and moved.
 */
export function nineSteps([x, y]) {
	const { nodes } = JSON.parse(readFileSync(NINE_STEPS, 'utf8'));
	const ours = nodes.filter(({ type }) => type.startsWith('n8n-nodes-offboardiq.'));
	const [left] = ours[0].position;
	return ours.map(({ name, type, typeVersion, position, parameters, ...rest }) => ({
		...{ name, type, typeVersion, parameters, position: [x + position[0] - left, y] },
		...(rest.onError ? { onError: rest.onError } : {}),
	}));
}
