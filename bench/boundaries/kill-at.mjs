// One run that dies at a place, and what there is to say against the one that went on.
import runnerIndex from '../../dist/runner/index.js';
import { harness } from '../harness.mjs';
import { inScene } from './scene.mjs';

const { harmIn } = harness('harm');
const { openAfterKill } = harness('interrupted');
const { liesIn } = harness('truth');
const { openRunner, parseConnection, toJson } = runnerIndex;

/**
 * @param {{ tenant: string, place: { number: number, usual: string[] }, fault: string | null }} one fault: a SPEC of the sandbox
 * @returns {Promise<object>} the same with `died`: it came to the place; `wrong`: one sentence each; `isUnknown`: a
 *   person is asked about the wipe
 */
export async function killAt(one) {
	const { tenant, place, fault } = one;
	return await inScene(tenant, async ({ sandbox, folder, run }) => {
		const before = structuredClone(sandbox.tenant);
		if (fault !== null) sandbox.faults.add(fault);
		const killed = await run({ OFFBOARDIQ_DIE_AT: String(place.number) });
		const runner = await openRunner({ dataFolder: folder });
		try {
			await goOn(runner, sandbox.connection);
			const rest = await runner.abandoned();
			const runs = await runner.runs();
			const after = structuredClone(sandbox.tenant);
			const wrong = [
				...(runs.length === 1 ? [] : [`there are ${runs.length} runs`]),
				...rest.map(({ id, status }) => `${id} is still ${status}`),
				...(killed.code === 1 ? ['the run ended with 1'] : []),
				...runs.flatMap((record) => wrongIn(record, before, after, place.usual)),
			];
			const isUnknown = runs.some(({ steps }) =>
				steps.some(({ key, outcome }) => key === 'wipeDevices' && outcome?.status === 'unknown'),
			);
			return { ...one, died: killed.code === null, wrong, isUnknown };
		} finally {
			await runner.close();
		}
	});
}

async function goOn(runner, connectionFile) {
	const connection = parseConnection(connectionFile);
	for (const { id } of await runner.interruptedIn(connection)) {
		await runner.resume(id, { connection, listener: () => undefined });
	}
}

function wrongIn(record, before, after, usual) {
	const { offboarding } = record;
	if (offboarding === null) return ['there is no record of it'];
	const evidence = { before, after, leaverId: offboarding.employee.id, offboarding };
	const wiped = after.deviceActions.map(({ managedDeviceId }) => managedDeviceId);
	return [
		...liesIn(evidence),
		...harmIn(evidence),
		...openAfterKill(toJson(record)).filter((one) => !usual.includes(one)),
		...(new Set(wiped).size === wiped.length ? [] : ['a device was wiped twice']),
		...(record.report === null ? ['it has no record on paper'] : []),
	];
}
