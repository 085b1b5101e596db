// A run that is killed at every place where a crash must do no harm, one after the other, and gone on with: then the
// tenant's truth beside the record. First as everything works, then with a fault at the request of that very place. A
// recording run says which places there are.
import { mapAtOnce } from './boundaries/at-once.mjs';
import { killAt } from './boundaries/kill-at.mjs';
import { placesOf } from './boundaries/places.mjs';
import { row } from './table.mjs';

const AT_ONCE = Number(process.env.BOUNDARIES_AT_ONCE ?? 4);
/** With faults, and without: each has writes of a kind that the others have not. */
const WITH_FAULTS = (process.env.BOUNDARIES_WITH_FAULTS ?? 'ordinary').split(',');
const PLAIN = (process.env.BOUNDARIES_PLAIN ?? 'last-owner,pim-groups,laptop-and-phone').split(',');
const FAULTS = ['429 retry-after=1', '504-after', 'reset-after'];

const PEER =
	'DBOS 5.3: 20 of 20 interrupted steps sent again (measured); AWS Lambda durable, at most once: raises StepInterrupted (published)';

/** @returns one case for each place and fault, faults only where something is written */
function casesOf(tenant, places) {
	const faults = WITH_FAULTS.includes(tenant) ? FAULTS : [];
	return places.flatMap((place) => [
		{ tenant, place, fault: null },
		...(place.write === null ? [] : faults).map((fault) => ({
			...{ tenant, place },
			fault: `${fault} on ${place.write} times=1`,
		})),
	]);
}

function report(tenant, results) {
	for (const [what, of] of [
		['', results.filter(({ fault }) => fault === null)],
		[', with a fault there', results.filter(({ fault }) => fault !== null)],
	]) {
		if (of.length === 0) continue;
		const right = of.filter(({ wrong }) => wrong.length === 0);
		const asked = of.filter(({ isUnknown }) => isUnknown).length;
		const reached = of.filter(({ died }) => died).length;
		row(
			`killed at each place of a run of the tenant "${tenant}"${what}: right afterwards`,
			`${right.length} of ${of.length}; ${reached} died there; in ${asked} a person is asked about the wipe`,
			{ target: 'all', met: right.length === of.length, peer: PEER },
		);
	}
	for (const { place, fault, wrong } of results.filter(({ wrong }) => wrong.length > 0)) {
		console.error(`  ${tenant}, ${place.number} ${place.name}, ${fault ?? 'no fault'}:`);
		for (const line of wrong) console.error(`    ${line}`);
	}
}

for (const tenant of [...new Set([...WITH_FAULTS, ...PLAIN])].filter((name) => name !== '')) {
	const places = await placesOf(tenant);
	report(tenant, await mapAtOnce(AT_ONCE, casesOf(tenant, places), killAt));
}
