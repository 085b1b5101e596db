import { describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import { lookUpEmployee } from '../../../nodes/LookUpEmployee/lookUpEmployee';
import { removeMfaMethods } from '../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import type { CloudName } from '../../../nodes/shared/graph';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import type { Step } from '../../../nodes/shared/step/step';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, takeAway, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

function warningOf({ warnings }: Offboarding, code: string) {
	return warnings.find((warning) => warning.code === code);
}

const lookUp = async (who: Case): Promise<Offboarding> => await test.scene.lookUp(upn(who));

/** The rehearsal tenant as if it were in another cloud. */
async function inCloud(cloud: CloudName, who: Case) {
	const { scene } = test;
	// A look-up of the scene's own, so that it knows who may be written to.
	const { request } = await scene.lookUp(upn(who));
	const graph = scene.client();
	// Its sign-in stays where it is: the sandbox gives out tokens for the global cloud only.
	Object.defineProperty(graph, 'connection', { value: { ...graph.connection, cloud } });
	const from = scene.requests().length;
	const offboarding = await lookUpEmployee(graph, { user: upn(who), manager: null, request });
	return {
		graph,
		offboarding,
		asked: () =>
			scene
				.requests()
				.slice(from)
				.map(({ path }) => path),
	};
}

describe('the preflight', () => {
	it('knows who is an administrator, and that the lock-out may come after the roles', async () => {
		const warning = warningOf(await lookUp('globalAdministrator'), 'privileged');
		expect(warning?.message).toContain('Global Administrator');
		expect(warning?.steps).toEqual(['disableAccount', 'resetPassword']);
		expect(warningOf(await lookUp('noMethods'), 'privileged')).toBeUndefined();
	});

	it('counts a group that roles can be assigned to', async () => {
		const found = await lookUp('throughGroup');
		const groups = found.holdings.groups?.filter(({ isAssignableToRole }) => isAssignableToRole);
		expect(groups?.length).toBeGreaterThan(0);
		expect(warningOf(found, 'privileged')?.message).toContain(groups?.[0]?.displayName ?? '?');
	});

	it('knows a restricted administrative unit, and what to do about it', async () => {
		const warning = warningOf(await lookUp('restricted'), 'restrictedUnit');
		expect(warning?.message).toContain('restricted administrative unit');
		expect(warning?.steps).toEqual(['disableAccount', 'resetPassword']);
		expect(warningOf(await lookUp('ordinary'), 'restrictedUnit')).toBeUndefined();
	});

	it('calls only those guests whose password is elsewhere', async () => {
		expect(warningOf(await lookUp('guest'), 'guest')).toBeDefined();
		personIn(test.scene.sandbox, 'noDevices').profile.userType = 'Guest';
		expect(warningOf(await lookUp('noDevices'), 'guest')).toBeUndefined();
	});

	it('names every step whose permission is missing, with the four permissions of the guide', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, ...scene.sandbox.tenant.app.permissions);
		scene.sandbox.tenant.app.permissions.push(
			'User.ReadWrite.All',
			'Directory.ReadWrite.All',
			'DeviceManagementManagedDevices.ReadWrite.All',
			'Mail.ReadWrite',
		);
		const { warnings } = await lookUp('ordinary');
		const missing = warnings.filter(({ code }) => code === 'missingPermission');
		const steps = missing.flatMap((warning) => warning.steps);
		expect(steps).toEqual(
			expect.arrayContaining([
				'resetPassword',
				'removeMfaMethods',
				'removeAdminRoles',
				'forwardEmail',
				'setOutOfOffice',
				'wipeDevices',
			]),
		);
		expect(steps).not.toContain('disableAccount');
		expect(steps).not.toContain('revokeSessions');
	});

	it('knows the groups that no call changes, and a mailbox that is not there', async () => {
		expect(warningOf(await lookUp('groupsGraphCanNotChange'), 'fixedGroups')?.steps).toEqual([
			'removeFromTeams',
		]);
		expect(warningOf(await lookUp('noMailbox'), 'noMailbox')?.steps).toEqual([
			'forwardEmail',
			'setOutOfOffice',
		]);
	});

	it('knows a sign-in method that it could not remove', async () => {
		const { scene } = test;
		const [method] = personIn(scene.sandbox, 'ordinary').methods;
		if (!method) throw new Error('There is no method.');
		Object.assign(method, { kind: 'brainWave' });
		const warning = warningOf(await lookUp('ordinary'), 'unknownMethod');
		expect(warning?.message).toContain('brainWaveAuthenticationMethod');
	});

	it('loses nothing where the tenant can not say whether somebody is restricted', async () => {
		const { scene } = test;
		scene.sandbox.faults.add('400 on GET /users/*isManagementRestricted*');
		const found = await lookUp('restricted');
		expect(found.employee.userPrincipalName).toBe(upn('restricted'));
	});
});

describe('a national cloud', () => {
	it('without sign-in methods and inbox rules is told before, and nothing is asked for', async () => {
		const { graph, offboarding, asked } = await inCloud('china', 'everyMethod');
		const gaps = offboarding.warnings.filter(({ code }) => code === 'notInThisCloud');
		expect(gaps.flatMap(({ steps }) => steps)).toEqual(['removeMfaMethods', 'forwardEmail']);
		expect(offboarding.holdings.authenticationMethods).toBeNull();
		expect(warningOf(offboarding, 'unread')).toBeUndefined();
		const { scene } = test;
		const lookedUp = asked().length;
		for (const step of [removeMfaMethods, forwardEmail] as readonly Step<object>[]) {
			const outcome = await scene.run(step, {}, offboarding, graph);
			expect(outcome).toMatchObject({ status: 'skipped', calls: [] });
			expect(outcome.reason).toMatch(/^Not available in this cloud/);
		}
		expect(asked()).toHaveLength(lookedUp);
		expect(asked().join()).not.toMatch(/authentication|messageRules/);
	});

	it('without external methods leaves one to a person, and removes the others', async () => {
		const { graph, offboarding } = await inCloud('usgov', 'everyMethod');
		expect(warningOf(offboarding, 'notInThisCloud')).toBeUndefined();
		const { scene } = test;
		const outcome = await scene.run(removeMfaMethods, {}, offboarding, graph);
		const left = outcome.items.filter(({ status }) => status !== 'done');
		expect(left).toMatchObject([
			{ status: 'blocked', target: expect.stringContaining('External') },
		]);
		expect(left[0]?.reason).toContain('Not available in this cloud');
		const { methods } = personIn(scene.sandbox, 'everyMethod');
		expect(methods.map(({ kind }) => kind)).toEqual(['externalAuthentication']);
	});
});
