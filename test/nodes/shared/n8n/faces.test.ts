import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IDataObject } from 'n8n-workflow';
import type { Offboarding } from '../../../../nodes/shared/step/offboarding';
import type { StepOutcome } from '../../../../nodes/shared/step/outcome';
import { eachRehearsal } from '../../../harness/eachRehearsal';
import { personIn, upn } from '../../../harness/people';
import { byUpn, loadBuiltPack, type BuiltPack, type NodeSpec } from '../../../harness/runNodes';

const test = eachRehearsal();
let built: BuiltPack;
beforeAll(async () => {
	built = await loadBuiltPack();
});
afterAll(() => {
	built.close();
});

const goOn = { onError: 'continueRegularOutput' } as const;
const lookUp: NodeSpec = {
	type: 'lookUpEmployee',
	parameters: { employee: byUpn('={{ $json.user }}'), dryRun: '={{ $json.dryRun === true }}' },
};
const bare = byUpn('={{ $json.user }}');

const STEP_TYPES = [
	['disableAccount', 'disableAccount'],
	['resetPassword', 'resetPassword'],
	['revokeSessions', 'revokeSessions'],
	['removeMfaMethods', 'removeMfaMethods'],
	['removeAdminRoles', 'removeAdminRoles'],
	['forwardEmail', 'forwardEmail'],
	['setOutOfOffice', 'setOutOfOffice'],
	['wipeDevices', 'wipeDevices'],
	['removeFromTeamsAndGroups', 'removeFromTeams'],
] as const;

function stepsOf(json: IDataObject | undefined): readonly StepOutcome[] {
	return (json?.['steps'] ?? []) as unknown as readonly StepOutcome[];
}

/** The scene checks at the end that nobody else was touched; a node's own look-up it can't see. */
async function expectLeavers(...who: readonly ('ordinary' | 'noDevices' | 'lastOwner')[]) {
	for (const one of who) await test.scene.lookUp(upn(one));
}

describe('two items, one of which fails', () => {
	it('come out both where the node goes on, each with its pair', async () => {
		const { scene } = test;
		await expectLeavers('ordinary');
		const node = { type: 'disableAccount', parameters: { employee: bare }, ...goOn };
		const items = [{ user: 'nobody@rehearsal.example' }, { user: upn('ordinary') }];
		const run = await built.run(scene.sandbox.connection, [node], items);
		expect(run.error).toBeNull();
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(run.items[0]?.json).toMatchObject({ user: 'nobody@rehearsal.example' });
		expect(run.items[0]?.json['error']).toContain('does not know this object');
		expect(stepsOf(run.items[1]?.json)).toMatchObject([{ status: 'done', verified: true }]);
		expect(personIn(scene.sandbox, 'ordinary').profile.accountEnabled).toBe(false);
	});

	it('stop the workflow otherwise, and the error says which item', async () => {
		const { scene } = test;
		const node = { type: 'disableAccount', parameters: { employee: bare } };
		const items = [{ user: 'nobody@rehearsal.example' }, { user: upn('ordinary') }];
		const run = await built.run(scene.sandbox.connection, [node], items);
		expect(run.error?.message).toContain('does not know this object');
		expect(run.error?.context?.['itemIndex']).toBe(0);
		expect(run.items).toEqual([]);
		expect(scene.writes()).toEqual([]);
	});

	it('carry the failed outcome on where the look-up found the person', async () => {
		const { scene } = test;
		await expectLeavers('ordinary', 'noDevices');
		const { id } = personIn(scene.sandbox, 'ordinary').profile;
		scene.sandbox.faults.add(`400 on PATCH /users/${id}`);
		const chain = [
			lookUp,
			{ type: 'disableAccount', ...goOn },
			{ type: 'revokeSessions', ...goOn },
		];
		const items = [{ user: upn('ordinary') }, { user: upn('noDevices') }];
		const run = await built.run(scene.sandbox.connection, chain, items);
		const disabled = run.outputs.get('disableAccount') ?? [];
		expect(disabled.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		// Marked as an error, n8n would replace the item by {error}: the record and every later step would be lost.
		expect(disabled.map(({ json }) => json['schema'])).toEqual([
			'offboardiq.offboarding/1',
			'offboardiq.offboarding/1',
		]);
		expect(stepsOf(disabled[0]?.json)[0]).toMatchObject({
			status: 'failed',
			reason: expect.stringContaining('refused the request (400') as string,
		});
		expect(run.items.map(({ json }) => stepsOf(json).map(({ status }) => status))).toEqual([
			['failed', 'done'],
			['done', 'done'],
		]);
	});

	it('fail with the step’s own reason where the node stops', async () => {
		const { scene } = test;
		await expectLeavers('ordinary');
		const { id } = personIn(scene.sandbox, 'ordinary').profile;
		scene.sandbox.faults.add(`400 on PATCH /users/${id}`);
		const items = [{ user: upn('ordinary') }];
		const run = await built.run(
			scene.sandbox.connection,
			[lookUp, { type: 'disableAccount' }],
			items,
		);
		expect(run.error?.message).toContain('refused the request (400');
		expect(run.error?.context?.['itemIndex']).toBe(0);
		expect(run.error?.description).toMatch(/request-id [0-9a-f-]{36}/);
	});
});

describe('every step node', () => {
	it.each(STEP_TYPES)(
		'%s works from a bare item, by user principal name',
		async (type, key) => {
			const { scene } = test;
			await expectLeavers('ordinary');
			// The password of an administrator is another test's business.
			if (type === 'resetPassword') scene.sandbox.tenant.roleAssignments = [];
			const node = { type, parameters: { employee: bare }, ...goOn };
			const run = await built.run(scene.sandbox.connection, [node], [{ user: upn('ordinary') }]);
			const [item] = run.items;
			expect(item?.error).toBeUndefined();
			expect(item?.json).toMatchObject({ user: upn('ordinary') });
			expect(item?.json['employee']).toMatchObject({ userPrincipalName: upn('ordinary') });
			expect(stepsOf(item?.json)).toMatchObject([{ key, status: 'done' }]);
			expect(scene.writes().length).toBeGreaterThan(0);
		},
		60_000,
	);

	it.each(STEP_TYPES)('%s changes nothing in a dry run', async (type, key) => {
		const { scene } = test;
		const items = [{ user: upn('ordinary'), dryRun: true }];
		const run = await built.run(scene.sandbox.connection, [lookUp, { type, ...goOn }], items);
		expect(stepsOf(run.items[0]?.json)).toMatchObject([{ key, status: 'pending' }]);
		expect(scene.writes()).toEqual([]);
	});

	it('adds up in a chain of bare items', async () => {
		const { scene } = test;
		await expectLeavers('ordinary');
		const chain = [
			{ type: 'disableAccount', parameters: { employee: bare } },
			{ type: 'resetPassword', ...goOn },
			{ type: 'revokeSessions' },
		];
		const run = await built.run(scene.sandbox.connection, chain, [{ user: upn('ordinary') }]);
		expect(stepsOf(run.items[0]?.json).map(({ key }) => key)).toEqual([
			'disableAccount',
			'resetPassword',
			'revokeSessions',
		]);
	});

	it('refuses to mix two people: the item is about one, the field names another', async () => {
		const { scene } = test;
		const chain = [
			lookUp,
			{ type: 'forwardEmail', parameters: { employee: byUpn(upn('noDevices')) }, ...goOn },
		];
		const run = await built.run(scene.sandbox.connection, chain, [{ user: upn('ordinary') }]);
		const [step] = stepsOf(run.items[0]?.json);
		expect(step).toMatchObject({ key: 'forwardEmail', status: 'failed' });
		expect(step?.reason).toContain(upn('noDevices'));
		expect(scene.writes()).toEqual([]);
	});

	it('says that nobody is chosen', async () => {
		const { scene } = test;
		const run = await built.run(scene.sandbox.connection, [{ type: 'disableAccount' }], [{}]);
		expect(run.error?.message).toContain('No employee is chosen');
	});
});

describe('what the tenant says', () => {
	it('is data: a name that looks like an expression comes out as it is', async () => {
		const { scene } = test;
		const names = {
			displayName: '={{ $env }}',
			jobTitle: '{{ $json.secret }}',
			department: '=1+1',
		};
		Object.assign(personIn(scene.sandbox, 'ordinary').profile, names);
		await expectLeavers('ordinary');
		const chain = [
			lookUp,
			{ type: 'disableAccount', ...goOn },
			{ type: 'setOutOfOffice', ...goOn },
		];
		const run = await built.run(scene.sandbox.connection, chain, [{ user: upn('ordinary') }]);
		const { employee } = run.items[0]?.json as unknown as Offboarding;
		expect(employee).toMatchObject(names);
		const { internalReplyMessage } = personIn(scene.sandbox, 'ordinary').mailbox.automaticReplies;
		expect(internalReplyMessage).toContain('={{ $env }} no longer works here.');
	});

	it('gives no password to n8n: nothing that was sent is in any item', async () => {
		const { scene } = test;
		await expectLeavers('noDevices');
		const chain = [lookUp, { type: 'resetPassword' }];
		const run = await built.run(scene.sandbox.connection, chain, [{ user: upn('noDevices') }]);
		const text = JSON.stringify(run.items);
		expect(stepsOf(run.items[0]?.json)[0]?.status).toBe('done');
		expect(text).not.toMatch(/passwordProfile|"password":/);
		for (const [word] of text.matchAll(/[^\s"\\]{40}/g)) {
			const classes = [/[A-Z]/, /[a-z]/, /[2-9]/, /[!#%+=?@^_~]/].filter((kind) => kind.test(word));
			if (classes.length === 4) expect(word).toMatch(/[/.:$]|%2|@rehearsal/);
		}
	});
});

describe('an administrator', () => {
	it.each(['otherGlobalAdministrator', 'globalAdministrator'] as const)(
		'is locked out in the end (%s)',
		async (who) => {
			const { scene } = test;
			await scene.lookUp(upn(who));
			const chain = STEP_TYPES.map(([type]) => ({ type, ...goOn }));
			const run = await built.run(
				scene.sandbox.connection,
				[lookUp, ...chain],
				[{ user: upn(who) }],
			);
			const outcome = stepsOf(run.items[0]?.json).find(({ key }) => key === 'resetPassword');
			expect(outcome).toMatchObject({ status: 'done' });
			expect(personIn(scene.sandbox, who).passwordHashes).toHaveLength(1);
		},
		60_000,
	);
});

describe('a failed step', () => {
	it('leads to the error output where the node has one', async () => {
		const { scene } = test;
		await expectLeavers('ordinary');
		scene.sandbox.faults.add('400 on PATCH /users/*');
		const node = { type: 'disableAccount', onError: 'continueErrorOutput' } as const;
		const run = await built.run(
			scene.sandbox.connection,
			[lookUp, node],
			[{ user: upn('ordinary') }],
		);
		expect(run.items).toEqual([]);
		expect(run.errorItems).toHaveLength(1);
	});
});

describe('a step that breaks off', () => {
	it('keeps on the record what it had sent, and does not say failed', async () => {
		const { scene } = test;
		await expectLeavers('lastOwner');
		const { tenant } = scene.sandbox;
		const group = tenant.groups.find(({ profile }) => profile.displayName === 'Sales');
		const push = Array.prototype.push.bind(group?.ownerIds) as (id: string) => number;
		if (group) {
			group.ownerIds.push = (id: string) => {
				tenant.app.tokenGeneration += 1;
				tenant.app.secretExpired = true;
				return push(id);
			};
		}
		const chain = [lookUp, { type: 'removeFromTeamsAndGroups', ...goOn }];
		const run = await built.run(scene.sandbox.connection, chain, [{ user: upn('lastOwner') }]);
		const [step] = stepsOf(run.items[0]?.json);
		expect(step).toMatchObject({ key: 'removeFromTeams', status: 'unknown', verified: false });
		expect(step?.reason).toContain('AADSTS7000222');
		expect(step?.calls.some(({ method }) => method === 'POST')).toBe(true);
	});
});
