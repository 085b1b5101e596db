// The places of a run at which a crash must do no harm, as a recording run comes to them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inScene } from './scene.mjs';

const INTENT = /^(?:before|after) intent \w+ (\w+ \S+?)(?:, .*)?$/;

/**
 * @param {string} tenant
 * @returns {Promise<{ number: number, name: string, usual: string[], write: string | null }[]>} usual: how each step ends
 *   where nobody is killed; write: the request next to it, `METHOD
 *   PATH`; null in a step that writes nothing
 */
export async function placesOf(tenant) {
	return await inScene(tenant, async ({ folder, run }) => {
		const file = join(folder, 'places');
		const { code, stdout } = await run({ OFFBOARDIQ_PLACES: file });
		if (code !== 0 && code !== 2) throw new Error(`The recording run ended with ${code}.`);
		const lines = readFileSync(file, 'utf8').trim().split('\n');
		const places = lines.map((line) => {
			const [number, ...words] = line.split(' ');
			return { number: Number(number), name: words.join(' ') };
		});
		// What is not done where nobody is killed is not asked of a run that was.
		const usual = JSON.parse(stdout).steps.map(({ key, status }) => `${key} ${status}`);
		return places.map((place, at) => ({ ...place, usual, write: writeNextTo(places, at) }));
	});
}

/** What is about to be sent in the same step; where that is all, what was sent last. */
function writeNextTo(places, at) {
	const first = places.findLastIndex(({ name }, index) => index <= at && isStart(name));
	const next = places.findIndex(({ name }, index) => index > at && isStart(name));
	const step = places.slice(Math.max(0, first), next < 0 ? undefined : next);
	const here = at - Math.max(0, first);
	// Right before and after the settling it is the one before that counts.
	const settles = / settle /.test(places[at].name);
	const later = step.slice(here).find(({ name }) => INTENT.test(name));
	const earlier = step.slice(0, here).findLast(({ name }) => INTENT.test(name));
	const chosen = settles ? (earlier ?? later) : (later ?? earlier);
	return chosen ? INTENT.exec(chosen.name)[1] : null;
}

const isStart = (name) => name.startsWith('before stepStarted');
