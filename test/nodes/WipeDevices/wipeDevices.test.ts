import { describe, expect, it } from 'vitest';
import type { DevicePolicy } from '../../../nodes/WipeDevices/decision';
import { wipeDevices } from '../../../nodes/WipeDevices/wipeDevices.step';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { deletePerson, deviceIn, devicesIn, takeAway, upn } from '../../harness/people';

const test = eachRehearsal();
const wipe = { policy: 'wipeCompany' } as const;

/** Every wipe and retire that reached Graph, answered or not. */
function sent(scene: Scene): readonly string[] {
	return scene
		.writes()
		.map(({ path }) => path)
		.filter((path) => path.startsWith('/deviceManagement/'));
}

describe('wipe devices', () => {
	it('asks for one wipe, keeps nothing, and claims a request only', async () => {
		const { scene } = test;
		const { profile } = deviceIn(scene.sandbox, 'ordinary');
		const outcome = await scene.offboard(wipeDevices, wipe, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: false });
		expect(outcome.items[0]).toMatchObject({ targetId: profile.id, verified: false });
		expect(outcome.items[0]?.reason).toContain('requested, not confirmed');
		expect(outcome.summary).toContain('Not wiped until Intune says so');
		expect(sent(scene)).toEqual([`/deviceManagement/managedDevices/${profile.id}/wipe`]);
		expect(scene.writes()[0]?.body).toEqual({ keepEnrollmentData: false, keepUserData: false });
		expect(profile.managementState).toBe('wipePending');
	});

	it('does not ask a second time while the first is pending', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		await scene.run(wipeDevices, wipe, offboarding);
		const again = await scene.run(wipeDevices, wipe, offboarding);
		expect(again.status).toBe('skipped');
		expect(again.reason).toContain('Not sent again');
		const fresh = await scene.offboard(wipeDevices, wipe, 'mailHistory');
		expect(fresh.reason).toContain('wipePending');
		expect(sent(scene)).toHaveLength(1);
	});

	it('retires a personal device and never wipes it', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(wipeDevices, wipe, 'personalDeviceOnly');
		expect(outcome).toMatchObject({ status: 'done', verified: false });
		expect(sent(scene)).toHaveLength(1);
		expect(sent(scene)[0]).toMatch(/\/retire$/);
	});

	it('treats each device of a person by what it is', async () => {
		const { scene } = test;
		await scene.offboard(wipeDevices, wipe, 'companyAndPersonalDevice');
		const actions = scene.sandbox.tenant.deviceActions.map(({ action }) => action);
		expect([...actions].sort()).toEqual(['retire', 'wipe']);
	});

	it.each<[DevicePolicy, string[]]>([
		['retireAll', ['retire', 'retire']],
		['leave', []],
	])('keeps to the policy %s', async (policy, actions) => {
		const { scene } = test;
		const outcome = await scene.offboard(wipeDevices, { policy }, 'companyAndPersonalDevice');
		expect(scene.sandbox.tenant.deviceActions.map(({ action }) => action)).toEqual(actions);
		expect(outcome.status).toBe(actions.length > 0 ? 'done' : 'skipped');
	});

	it('does nothing under a policy it does not know, and does not pass over it', async () => {
		const { scene } = test;
		const policy = 'Wipe' as DevicePolicy;
		const outcome = await scene.offboard(wipeDevices, { policy }, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('no device policy called Wipe');
		expect(sent(scene)).toEqual([]);
	});

	it('leaves a kiosk alone and retires the personal phone beside it', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(wipeDevices, wipe, 'kiosk');
		expect(outcome.items.map(({ status }) => status).sort()).toEqual(['done', 'skipped']);
		expect(sent(scene)).toHaveLength(1);
		expect(sent(scene)[0]).toMatch(/\/retire$/);
	});

	it('leaves a device alone whose owner Intune does not know', async () => {
		const { scene } = test;
		deviceIn(scene.sandbox, 'ordinary').profile.managedDeviceOwnerType = 'unknown';
		const outcome = await scene.offboard(wipeDevices, wipe, 'ordinary');
		expect(outcome.status).toBe('skipped');
		expect(sent(scene)).toEqual([]);
	});

	it.each([
		['has another user', { userId: 'ffffffff-0000-4000-8000-000000000000' }],
		['has no user', { userId: null }],
		['became a personal one', { managedDeviceOwnerType: 'personal' as const }],
		['is another machine', { serialNumber: 'SWAPPED' }],
	])('sends nothing to a device that %s since the look-up', async (_, change) => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		Object.assign(deviceIn(scene.sandbox, 'ordinary').profile, change);
		const outcome = await scene.run(wipeDevices, wipe, offboarding);
		expect(outcome.status).toBe('skipped');
		expect(outcome.reason).toContain('Left alone');
		expect(sent(scene)).toEqual([]);
	});

	it('touches only devices that were seen at look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const other = deviceIn(scene.sandbox, 'ordinarysManager');
		await scene.run(wipeDevices, wipe, offboarding);
		expect(other.profile.managementState).toBe('managed');
		expect(scene.sandbox.tenant.deviceActions).toHaveLength(1);
	});

	it('says when the device is gone from Intune', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.tenant.managedDevices = [];
		const outcome = await scene.run(wipeDevices, wipe, offboarding);
		expect(outcome.status).toBe('skipped');
		expect(outcome.reason).toContain('no longer has this device');
	});

	it('skips whoever has no devices, and a tenant without Intune, each with its reason', async () => {
		const { scene } = test;
		const none = await scene.offboard(wipeDevices, wipe, 'noDevices');
		expect(none).toMatchObject({
			status: 'skipped',
			reason: 'Nothing to do: no Intune devices found.',
		});
		scene.sandbox.tenant.services.intune = false;
		const noIntune = await scene.offboard(wipeDevices, wipe, 'ordinary');
		expect(noIntune).toMatchObject({
			status: 'skipped',
			reason: 'Nothing to do: this tenant has no Intune.',
		});
	});

	it('names the permission that is missing, for wiping and for reading', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'DeviceManagementManagedDevices.PrivilegedOperations.All');
		const outcome = await scene.offboard(wipeDevices, wipe, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('PrivilegedOperations.All');
		expect(scene.sandbox.tenant.deviceActions).toEqual([]);
	});

	it('is blocked, not failed, where a second administrator has to approve', async () => {
		const { scene } = test;
		scene.sandbox.tenant.services.deviceActionsNeedApproval = true;
		const outcome = await scene.offboard(wipeDevices, wipe, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('approval');
		expect(scene.sandbox.tenant.deviceActions).toEqual([]);
		expect(sent(scene)).toHaveLength(1);
	});

	it.each(['reset-after', '504-after', '500-after', '502-after'])(
		'sends one wipe although the answer is lost, and proves it by looking (%s)',
		async (fault) => {
			const { scene } = test;
			const offboarding = await scene.lookUp(upn('ordinary'));
			scene.sandbox.faults.add(`${fault} on POST */wipe`);
			const outcome = await scene.run(wipeDevices, wipe, offboarding);
			expect(sent(scene)).toHaveLength(1);
			expect(outcome).toMatchObject({ status: 'done', verified: false });
			expect(outcome.items[0]?.after).toBe('wipePending');
		},
	);

	it.each(['reset', '504', '500'])(
		'is unknown, and does not send again, where nothing shows (%s before the work)',
		async (fault) => {
			const { scene } = test;
			const offboarding = await scene.lookUp(upn('ordinary'));
			scene.sandbox.faults.add(`${fault} on POST */wipe`);
			const outcome = await scene.run(wipeDevices, wipe, offboarding);
			expect(sent(scene)).toHaveLength(1);
			expect(outcome.status).toBe('unknown');
			expect(outcome.reason).toContain('We sent one wipe and lost the answer');
			// One was sent: the line of the step never says that nothing was.
			expect(outcome.summary).toBe('Not known for 1 device.');
		},
	);

	it('is unknown where the answer is lost and the device can not be read', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('reset-after on POST */wipe; 500 on GET /deviceManagement/* skip=1');
		const outcome = await scene.run(wipeDevices, wipe, offboarding);
		expect(sent(scene)).toHaveLength(1);
		expect(outcome.status).toBe('unknown');
	});

	it.each(['429 retry-after=5', '503 retry-after=90', '429'])(
		'after "not now" (%s) watches for a minute at least before it sends again',
		async (fault) => {
			const { scene } = test;
			const offboarding = await scene.lookUp(upn('ordinary'));
			const [status, option = ''] = fault.split(' ');
			scene.sandbox.faults.add(`${status} ${option} on POST */wipe times=1`);
			const outcome = await scene.run(wipeDevices, wipe, offboarding);
			expect(outcome.status).toBe('done');
			expect(sent(scene)).toHaveLength(2);
			const waited = scene.clock.waits.reduce((sum, wait) => sum + wait, 0);
			expect(waited).toBeGreaterThanOrEqual(fault.includes('90') ? 90_000 : 60_000);
			const lines = scene.requests().map(({ method, path }) => `${method} ${path}`);
			const posts = lines.flatMap((line, at) => (line.endsWith('/wipe') ? [at] : []));
			const between = lines.slice((posts[0] ?? 0) + 1, posts[1]);
			expect(between.filter((line) => line.startsWith('GET')).length).toBeGreaterThan(2);
			expect(scene.sandbox.tenant.deviceActions).toHaveLength(1);
		},
	);

	it('does not send again where "not now" came with the work done', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('503-after on POST */wipe');
		const outcome = await scene.run(wipeDevices, wipe, offboarding);
		expect(sent(scene)).toHaveLength(1);
		expect(outcome.status).toBe('done');
	});

	it('gives up after a few "not now", as failed', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('429 on POST */wipe');
		const outcome = await scene.run(wipeDevices, wipe, offboarding);
		expect(outcome.status).toBe('failed');
		expect(sent(scene).length).toBeLessThanOrEqual(3);
	});

	it('keeps what it sent on the record when the sign-in breaks right after', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('companyAndPersonalDevice'));
		breakSignInAfter(scene, /\/wipe$/);
		const outcome = await scene.run(wipeDevices, wipe, offboarding);
		const wiped = devicesIn(scene.sandbox, 'companyAndPersonalDevice').find(
			({ profile }) => profile.managementState === 'wipePending',
		);
		expect(wiped).toBeDefined();
		const item = outcome.items.find(({ targetId }) => targetId === wiped?.profile.id);
		expect(['done', 'unknown']).toContain(item?.status);
		expect(outcome.items).toHaveLength(2);
	});

	it('goes on although the person was deleted: the device is still the company’s', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		const outcome = await scene.run(wipeDevices, wipe, offboarding);
		expect(outcome.status).toBe('done');
	});

	it('writes nothing in a dry run and says what can not be undone', async () => {
		const { scene } = test;
		const plan = await scene.offboard(wipeDevices, wipe, 'companyAndPersonalDevice', {
			dryRun: true,
		});
		expect(plan.status).toBe('pending');
		expect(plan.items.map(({ reason }) => reason).sort()).toEqual([
			'Would be retired.',
			'Would be wiped. This can not be undone.',
		]);
		expect(scene.writes()).toEqual([]);
	});
});

/** Every token becomes too old, and no new one can be had, once a request of this path was answered. */
function breakSignInAfter(scene: Scene, path: RegExp): void {
	const { tenant } = scene.sandbox;
	const actions = tenant.deviceActions;
	const push = actions.push.bind(actions);
	actions.push = (...added) => {
		if (path.test(`/${added[0]?.action ?? ''}`)) {
			tenant.app.tokenGeneration += 1;
			tenant.app.secretExpired = true;
		}
		return push(...added);
	};
}
