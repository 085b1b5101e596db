import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection, type RunRecord, type TryRequest } from '../../../runner';
import { deviceIn, devicesIn, personIn, takeAway } from '../../harness/people';
import { linesOf, writesIn } from '../../harness/requests';
import { undoScene, type UndoScene } from '../undo/scene';

const WHO = 'companyAndPersonalDevice';
const NO_WIPE = '403 on POST */wipe; 403 on POST */retire';
const READ = 'DeviceManagementManagedDevices.Read.All';

let scene: UndoScene;

beforeEach(async () => {
	scene = await undoScene();
}, 120_000);

afterEach(async () => {
	await scene.close();
});

const asked = (dryRun: boolean): TryRequest => ({
	...{ connection: parseConnection(scene.sandbox.connection), requestedBy: 'Ada <a@x.example>' },
	...{ by: 'Ada', reason: null, reportFolder: scene.folder, dryRun },
});

const ownerOf = ({ profile }: ReturnType<typeof deviceIn>) => profile.managedDeviceOwnerType;

/** The company's laptop of the leaver, and the laptop of a colleague. */
function devices() {
	const own = devicesIn(scene.sandbox, WHO).find((one) => ownerOf(one) === 'company');
	if (!own) throw new Error('There is none.');
	return { own, other: deviceIn(scene.sandbox, 'ordinary') };
}

/** Where a device is sent something, in a try that says before what it would do. */
async function tried(run: RunRecord) {
	const before = scene.sandbox.log.length;
	const plan = await scene.runner.tryStep(run.id, 'wipeDevices', asked(true));
	expect(writesIn(scene.sandbox.log.slice(before))).toEqual([]);
	const next = await scene.runner.tryStep(run.id, 'wipeDevices', asked(false));
	const itemsOf = ({ steps }: RunRecord) =>
		steps.find(({ key }) => key === 'wipeDevices')?.outcome?.items ?? [];
	return {
		planned: itemsOf(plan),
		items: itemsOf(next),
		writes: linesOf(writesIn(scene.sandbox.log.slice(before))),
	};
}

const wipeOf = (id: string) => `POST /deviceManagement/managedDevices/${id}/wipe`;

describe('one more try of the devices', () => {
	it('leaves a laptop alone that came into the hands of the leaver since, and says so', async () => {
		const run = await scene.offboard(WHO, NO_WIPE);
		const { own, other } = devices();
		other.profile.userId = own.profile.userId;
		const { planned, items, writes } = await tried(run);
		expect(writes).toContain(wipeOf(own.profile.id));
		expect(writes).not.toContain(wipeOf(other.profile.id));
		for (const all of [planned, items]) {
			expect(all.find(({ targetId }) => targetId === other.profile.id)).toMatchObject({
				status: 'blocked',
				reason: expect.stringContaining(`${run.id} did not know this device`) as string,
			});
		}
	}, 120_000);

	it('leaves one alone that has another user, owner or serial number by now', async () => {
		const run = await scene.offboard(WHO, NO_WIPE);
		const { own } = devices();
		const personal = devicesIn(scene.sandbox, WHO).find((one) => one !== own);
		if (!personal) throw new Error('There is none.');
		// The person's own machine is the company's by now; and the company's laptop is a colleague's.
		personal.profile.managedDeviceOwnerType = 'company';
		own.profile.userId = personIn(scene.sandbox, 'ordinary').profile.id;
		const { items, writes } = await tried(run);
		expect(writes).toEqual([]);
		expect(items).toMatchObject([
			{
				...{ targetId: personal.profile.id, status: 'blocked' },
				reason: expect.stringContaining(`not as it was in ${run.id}`) as string,
			},
		]);
	}, 120_000);

	it('where nobody could read them, takes those that were enrolled before, and no others', async () => {
		takeAway(scene.sandbox, READ, 'DeviceManagementManagedDevices.ReadWrite.All');
		const taken = [...scene.sandbox.tenant.app.permissions];
		const run = await scene.offboard(WHO);
		expect(run.offboarding?.holdings.devices).toBeNull();
		scene.sandbox.tenant.app.permissions = [...taken, READ];
		scene.sandbox.tenant.app.tokenGeneration += 1;
		const { own, other } = devices();
		other.profile.userId = own.profile.userId;
		other.profile.enrolledDateTime = new Date(Date.now() + 60_000).toISOString();
		const { planned, items, writes } = await tried(run);
		expect(writes).toContain(wipeOf(own.profile.id));
		expect(writes).not.toContain(wipeOf(other.profile.id));
		for (const all of [planned, items]) {
			expect(all.find(({ targetId }) => targetId === other.profile.id)?.status).toBe('blocked');
		}
		// Nor by the one after it: it was not in it either.
		await expect(scene.runner.planTry(run.id, 'wipeDevices')).resolves.toBeDefined();
		expect((await tried(run)).writes).toEqual([]);
	}, 120_000);
});
