// An ordinary employee (2 groups, 2 methods, 1 role, 1 device) with 200 ms per Graph call: how many requests, how many
// of them one after the other, and how many until disable, password and revoke are all accepted.
import { performance } from 'node:perf_hooks';
import { rehearse } from '../scripts/rehearsal.mjs';
import { median, row } from './table.mjs';

const LATENCY_MS = 200;
const PERSON = 'adele.vance@rehearsal.example';
const LOCK_OUT = ['disableAccount', 'resetPassword', 'revokeSessions'];
const RUNS = 5;

/** Requests that were on the wire at the same time are one round trip. */
function roundTrips(calls) {
	let trips = 0;
	let end = -Infinity;
	for (const call of calls) {
		const sent = Date.parse(call.sentAt);
		if (sent >= end) trips += 1;
		end = Math.max(end, sent + call.tookMs);
	}
	return trips;
}

/** Every request of a run that went over the wire, in order; members of a $batch are not. */
function wireCalls(run) {
	const all = [
		...run.offboarding.lookUpCalls,
		...run.offboarding.steps.flatMap((step) => step.calls),
	];
	const wire = all.filter((call) => !call.inBatch);
	return wire.sort((a, b) => a.sentAt.localeCompare(b.sentAt));
}

function figuresOf(run) {
	const wire = wireCalls(run);
	const lockOut = run.offboarding.steps.filter(({ key }) => LOCK_OUT.includes(key));
	const accepted = lockOut
		.flatMap(({ items }) => items.map((item) => item.acceptedAt))
		.sort()
		.at(-1);
	return {
		requests: wire.length,
		trips: roundTrips(wire),
		untilLockOut: roundTrips(wire.filter((call) => call.sentAt < accepted)),
		lockOutMs: Date.parse(accepted) - Date.parse(run.offboarding.startedAt),
	};
}

/** @param {string[]} directoryRoles roles of the app itself */
async function measure(directoryRoles) {
	const figures = [];
	for (let number = 0; number < RUNS; number += 1) {
		await rehearse({ users: 60, latencyMs: LATENCY_MS }, async ({ sandbox, offboard }) => {
			sandbox.tenant.app.directoryRoles = directoryRoles;
			const began = performance.now();
			const run = await offboard(PERSON, false);
			if (run.status !== 'completed') throw new Error(`The run ended ${run.status}.`);
			figures.push({ ...figuresOf(run), totalMs: performance.now() - began });
		});
	}
	return (name) => median(figures.map((figure) => figure[name]));
}

const of = await measure(['Privileged Authentication Administrator']);
const case1 = `ordinary employee, ${LATENCY_MS} ms per call`;
const within = (value, most) => ({ target: `<= ${most}`, met: value <= most });
row(`${case1}: requests`, String(of('requests')), within(of('requests'), 35));
row(`${case1}: round trips, one after the other`, String(of('trips')), within(of('trips'), 14));
row(
	`${case1}: round trips until disable, password and revoke are accepted`,
	String(of('untilLockOut')),
	within(of('untilLockOut'), 4),
);
row(`${case1}: time until locked out, from the start of the look-up`, `${of('lockOutMs')} ms`);
row(`${case1}: whole run, PDF included`, `${of('totalMs').toFixed(0)} ms`);

const refused = await measure([]);
const case2 = 'the same, password refused while the role is held';
row(`${case2}: requests`, String(refused('requests')));
row(`${case2}: round trips`, String(refused('trips')));
row(`${case2}: time until locked out`, `${refused('lockOutMs')} ms`);
