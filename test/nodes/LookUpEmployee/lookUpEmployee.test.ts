import { describe, expect, it } from 'vitest';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, takeAway, upn } from '../../harness/people';

const test = eachRehearsal();

async function refusal(user: string, manager?: string): Promise<string> {
	try {
		await test.scene.lookUp(user, manager === undefined ? {} : { manager });
	} catch (error) {
		if (error instanceof Error) return error.message;
	}
	throw new Error(`${user} was found.`);
}

describe('look up employee', () => {
	it('finds who leaves, the manager and what they hold, and writes nothing', async () => {
		const { scene } = test;
		const found = await scene.lookUp(upn('ordinary'));
		expect(found).toMatchObject({
			schema: 'offboardiq.offboarding/1',
			employee: { userPrincipalName: upn('ordinary'), displayName: 'Adele Vance' },
			manager: { displayName: 'Miriam Graham' },
			tenant: { displayName: 'Rehearsal tenant', simulated: true },
			holdings: { mailbox: { available: true, automaticReplies: 'disabled' } },
			warnings: [{ code: 'privileged' }],
			steps: [],
		});
		expect(found.holdings.authenticationMethods).toHaveLength(2);
		expect(found.holdings.devices).toHaveLength(1);
		expect(found.holdings.groups).toHaveLength(2);
		expect(scene.writes()).toEqual([]);
		expect(found.lookUpCalls.length).toBeGreaterThan(0);
	});

	it('takes an object id, a UPN in any letter case and the UPN of a guest', async () => {
		const { scene } = test;
		const { id } = personIn(scene.sandbox, 'ordinary').profile;
		expect((await scene.lookUp(id)).employee.userPrincipalName).toBe(upn('ordinary'));
		expect((await scene.lookUp(` ${upn('ordinary').toUpperCase()} `)).employee.id).toBe(id);
		expect((await scene.lookUp(upn('guest'))).employee.displayName).toBe('Megan Bowen');
		expect((await scene.lookUp(upn('throughPim'))).employee.displayName).toBe("Maeve O'Brien");
	});

	it('says that there is nobody, and what to give', async () => {
		const message = await refusal('nobody@rehearsal.example');
		expect(message).toContain('There is no user nobody@rehearsal.example');
		expect(message).toContain('object id');
		expect(message).not.toContain('\n');
	});

	it('chooses nobody by name: it names both whom a name fits', async () => {
		const message = await refusal('Anna Schmidt');
		expect(message).toContain('fits 2 people');
		expect(message).toContain('anna.schmidt@rehearsal.example');
		expect(message).toContain('anna.schmidt2@rehearsal.example');
	});

	it('suggests the UPN where a name fits one, or a mail address is not the UPN', async () => {
		expect(await refusal('Adele Vance')).toContain(`Did you mean ${upn('ordinary')}?`);
		personIn(test.scene.sandbox, 'ordinary').profile.mail = 'adele@mail.example';
		expect(await refusal('adele@mail.example')).toContain(`Did you mean ${upn('ordinary')}?`);
		expect(await refusal("Maeve O'Brien")).toContain(upn('throughPim'));
	});

	it.each(['', '   ', '../me', 'a/b@c', "x' or 1 eq 1 or 'x", '$batch', '%2e%2e@x'])(
		'finds nobody by %j, and asks for nothing odd',
		async (text) => {
			const { scene } = test;
			expect(await refusal(text)).toMatch(/no user|No employee/i);
			expect(scene.writes()).toEqual([]);
			for (const { path } of scene.requests()) expect(path).toMatch(/^\/(users|organization)/);
		},
	);

	it('does not call somebody unknown whom it may not search for', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'User.Read.All', 'Directory.Read.All');
		expect(await refusal('Adele Vance')).toContain('User.Read.All');
		expect(await refusal(upn('ordinary'))).toContain('User.Read.All');
	});

	it('takes another manager, and says when there is no such person', async () => {
		const { scene } = test;
		const found = await scene.lookUp(upn('ordinary'), { manager: upn('sameName') });
		expect(found.manager?.userPrincipalName).toBe(upn('sameName'));
		expect(await refusal(upn('ordinary'), 'nobody@rehearsal.example')).toContain(
			'There is no user nobody@rehearsal.example to take over',
		);
		expect(await refusal(upn('ordinary'), 'Miriam Graham')).toContain('neither');
	});

	it('warns of what will not work, by step', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'DeviceManagementManagedDevices.PrivilegedOperations.All');
		const { warnings } = await scene.lookUp(upn('noManager'));
		expect(warnings.map(({ code }) => code)).toEqual(['missingPermission', 'noManager']);
		expect(warnings[0]?.message).toContain('PrivilegedOperations.All');
		expect(warnings[0]?.steps).toEqual(['wipeDevices']);
		const of = async (who: 'synced' | 'guest' | 'disabled') =>
			(await scene.lookUp(upn(who))).warnings.map(({ code }) => code);
		expect(await of('synced')).toContain('hybrid');
		expect(await of('guest')).toContain('guest');
		expect(await of('disabled')).toContain('alreadyDisabled');
	});

	it('says "could not be read", never "nothing", where it may not look', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'UserAuthenticationMethod.ReadWrite.All', 'MailboxSettings.ReadWrite');
		const { holdings, warnings } = await scene.lookUp(upn('ordinary'));
		expect(holdings.authenticationMethods).toBeNull();
		expect(holdings.mailbox).toMatchObject({ available: false });
		expect(holdings.mailbox.reason).toContain('MailboxSettings');
		expect(warnings.some(({ code }) => code === 'unread')).toBe(true);
	});

	it('reads every page of the groups', async () => {
		const { scene } = test;
		const { tenant } = scene.sandbox;
		const [group] = tenant.groups;
		const member = personIn(scene.sandbox, 'ordinary').profile.id;
		if (!group) throw new Error('The tenant has no groups.');
		for (let index = 0; index < 1_005; index += 1) {
			const profile = {
				...group.profile,
				id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
			};
			tenant.groups.push({ ...group, profile, memberIds: [member], ownerIds: [] });
		}
		const { holdings } = await scene.lookUp(upn('ordinary'));
		expect(holdings.groups).toHaveLength(1_007);
	});
});
