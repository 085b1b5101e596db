import { describe, expect, it } from 'vitest';
import { removeMfaMethods } from '../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import type { AuthenticationMethod } from '../../../runner/sandbox/state/authentication';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { deletePerson, personIn, takeAway, upn } from '../../harness/people';

const test = eachRehearsal();

function passkey(id: string): AuthenticationMethod {
	return { id, kind: 'fido2', createdDateTime: '2026-01-01T00:00:00Z', details: { model: 'Key' } };
}

describe('remove MFA methods', () => {
	it('removes every kind there is, one item each, and reads the list again', async () => {
		const { scene } = test;
		const { methods } = personIn(scene.sandbox, 'everyMethod');
		const ids = methods.map(({ id }) => id).sort();
		const outcome = await scene.offboard(removeMfaMethods, {}, 'everyMethod');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items.map(({ targetId }) => targetId).sort()).toEqual(ids);
		expect(outcome.summary).toBe('10 methods removed.');
		expect(personIn(scene.sandbox, 'everyMethod').methods).toEqual([]);
	});

	it('lets a live Temporary Access Pass go first: it is a way back in', async () => {
		const { scene } = test;
		await scene.offboard(removeMfaMethods, {}, 'everyMethod');
		expect(scene.writes()[0]?.path).toContain('/temporaryAccessPassMethods/');
	});

	it('lets the default go last where Graph refuses it before', async () => {
		const { scene } = test;
		const person = personIn(scene.sandbox, 'everyMethod');
		// The default is one that would go early.
		person.defaultMethodId = person.methods.find(({ kind }) => kind === 'softwareOath')?.id ?? '';
		const outcome = await scene.offboard(removeMfaMethods, {}, 'everyMethod');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.writes().some(({ status }) => status === 400)).toBe(true);
		expect(person.methods).toEqual([]);
	});

	it('skips whoever has no methods, with the reason', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeMfaMethods, {}, 'noMethods');
		expect(outcome.status).toBe('skipped');
		expect(outcome.reason).toBe('Nothing to do: no MFA methods registered.');
		expect(scene.writes()).toEqual([]);
	});

	it('looks again before it says that there is nothing', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('noMethods'));
		personIn(scene.sandbox, 'noMethods').methods.push(passkey('added-later'));
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(personIn(scene.sandbox, 'noMethods').methods).toEqual([]);
	});

	it('finds a method that was registered while it deleted', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		personIn(scene.sandbox, 'ordinary').methods.push(passkey('added-later'));
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items.map(({ targetId }) => targetId)).toContain('added-later');
		expect(personIn(scene.sandbox, 'ordinary').methods).toEqual([]);
	});

	it('does not say done while somebody goes on registering', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const person = personIn(scene.sandbox, 'ordinary');
		let { methods } = person;
		let next = 0;
		Object.defineProperty(person, 'methods', {
			get: () => methods,
			set: (value: typeof methods) => {
				methods = value.length === 0 ? [passkey(`again-${(next += 1)}`)] : value;
			},
		});
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(methods).toHaveLength(1);
		expect(outcome.status).toBe('blocked');
		expect(outcome.items.at(-1)).toMatchObject({ status: 'blocked', targetId: methods[0]?.id });
	});

	it('says "was gone already" when it is run again with the same look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		await scene.run(removeMfaMethods, {}, offboarding);
		const again = await scene.run(removeMfaMethods, {}, offboarding);
		expect(again.status).toBe('skipped');
		expect(again.items.map(({ reason }) => reason)).toEqual(
			again.items.map(() => 'Was gone already.'),
		);
	});

	it('is done, and says how, where its own delete worked and only the answer was lost', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('504-after on DELETE */authentication/* times=1');
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		const reasons = outcome.items.map(({ reason }) => reason).filter((reason) => reason !== null);
		expect(reasons).toEqual([expect.stringContaining('a second one found it gone')]);
		expect(outcome.items.every(({ status }) => status === 'done')).toBe(true);
	});

	it('names the permission that is missing', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'UserAuthenticationMethod.ReadWrite.All');
		scene.sandbox.tenant.app.permissions.push('UserAuthenticationMethod.Read.All');
		const outcome = await scene.offboard(removeMfaMethods, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('UserAuthenticationMethod.ReadWrite.All');
		expect(personIn(scene.sandbox, 'ordinary').methods).toHaveLength(2);
	});

	it('fails when the person was deleted after the look-up: nothing proves the methods gone', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'failed', verified: false });
		expect(outcome.items.some(({ status }) => status === 'done')).toBe(false);
	});

	it('waits as long as the MFA service tells it to', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('everyMethod'));
		scene.sandbox.faults.add('429 retry-after=13 on DELETE */authentication/* times=1');
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(13_000);
		expect(personIn(scene.sandbox, 'everyMethod').methods).toEqual([]);
	});

	it('removes everything although answers are lost', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('everyMethod'));
		scene.sandbox.faults.add(
			'reset-after on DELETE */authentication/* times=1; 504-after on DELETE */phoneMethods/* times=1',
		);
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(['done', 'skipped']).toContain(outcome.status);
		expect(personIn(scene.sandbox, 'everyMethod').methods).toEqual([]);
	});

	it('removes a hardware token through beta', async () => {
		const { scene } = test;
		const person = personIn(scene.sandbox, 'noMethods');
		person.methods.push({ ...passkey('token-1'), kind: 'hardwareOath' });
		const outcome = await scene.offboard(removeMfaMethods, {}, 'noMethods');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(person.methods).toEqual([]);
	});

	it('leaves a kind it does not know to a person, and says which', async () => {
		const { scene } = test;
		const person = personIn(scene.sandbox, 'noMethods');
		person.methods.push({ ...passkey('odd'), kind: 'brainWave' as 'fido2' });
		const outcome = await scene.offboard(removeMfaMethods, {}, 'noMethods');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('brainWaveAuthenticationMethod');
		expect(scene.writes()).toEqual([]);
	});

	it('keeps phone numbers and private addresses of the record', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeMfaMethods, {}, 'everyMethod');
		expect(JSON.stringify(outcome)).not.toMatch(/\+49/);
	});

	it('writes nothing in a dry run and lists what it would remove', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(removeMfaMethods, {}, 'everyMethod', { dryRun: true });
		expect(outcome.status).toBe('pending');
		expect(outcome.items).toHaveLength(10);
		expect(scene.writes()).toEqual([]);
	});
});
