// Compares what the sandbox's tenant looks like, and every request it was sent, with what the journal says.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { harness } from '../harness.mjs';
import { doubledIn } from './doubled.mjs';
import { harmTo } from './harm.mjs';

const { liesIn } = harness('truth');

/**
 * @param {object} scene
 * @param {object} scene.before the tenant before the first request
 * @param {object} scene.after and after the last
 * @param {object[]} scene.log every request that the sandbox was sent
 * @param {object[]} scene.leavers user records
 * @param {object[]} scene.schedules
 * @param {object[]} scene.runs records
 * @returns what there is to say against it, one sentence each, and the figures
 */
export function verdict({ before, after, log, leavers, schedules, runs }) {
	const lies = runs.flatMap((run) => {
		const { offboarding } = run;
		const said = offboarding === null ? [] : [...liesOf(run, before, after)];
		return [...said, ...paperOf(run)].map((lie) => `${run.id} ${lie}`);
	});
	const devices = runs.flatMap(({ steps }) =>
		steps.flatMap(({ key, outcome }) => (key === 'wipeDevices' ? (outcome?.items ?? []) : [])),
	);
	return {
		lost: lost(leavers, schedules, runs),
		open: [
			...runs
				.filter(({ status }) => status === 'running' || status === 'waiting')
				.map(({ id, status }) => `${id} is ${status}`),
			...schedules
				.filter(({ state }) => state !== 'finished')
				.map(({ id, state, reason }) => `${id} is ${state}: ${reason}`),
		],
		...doubledIn(before, after, log),
		harm: harmTo(before, after, leavers),
		lies,
		devices: devices.length,
		unknownDevices: devices.filter(({ status }) => status === 'unknown'),
		completed: runs.filter(({ status }) => status === 'completed').length,
		exceptions: exceptionsOf(runs),
	};
}

function liesOf({ offboarding, steps }, before, after) {
	// The journal decides, not the object that travelled through the nodes.
	const outcomes = steps.flatMap(({ outcome }) => (outcome ? [outcome] : []));
	const evidence = { before, after, leaverId: offboarding.employee.id };
	return liesIn({ ...evidence, offboarding: { ...offboarding, steps: outcomes } });
}

/** The paper that a run claims must be there, as it was written. */
function paperOf({ status, report }) {
	if (report === null) return status.startsWith('completed') ? ['has no record'] : [];
	if (!existsSync(report.path)) return [`names ${report.path}, and there is none`];
	const is = createHash('sha256').update(readFileSync(report.path)).digest('hex');
	return is === report.sha256 ? [] : [`names ${report.path}, and it is another one`];
}

/** Everybody needs one run, each schedule its own. */
function lost(leavers, schedules, runs) {
	const ids = new Set(runs.map(({ id }) => id));
	const about = runs.map((run) => run.offboarding?.employee.id ?? run.request.user);
	return [
		...schedules
			.filter(({ runId }) => runId === null || !ids.has(runId))
			.map(({ id, state }) => `${id} has no run and is ${state}`),
		...leavers
			.map(({ profile }) => [profile, about.filter((id) => id === profile.id).length])
			.filter(([, count]) => count !== 1)
			.map(([profile, count]) => `${profile.userPrincipalName} has ${count} runs`),
	];
}

/** How often which step is open at the end, and why. */
function exceptionsOf(runs) {
	const counts = new Map();
	for (const { key, outcome } of runs.flatMap(({ steps }) => steps)) {
		const status = outcome?.status ?? 'never reached';
		if (status === 'done' || status === 'skipped') continue;
		const what = `${key} ${status}`;
		counts.set(what, (counts.get(what) ?? 0) + 1);
	}
	return Object.fromEntries(counts);
}
