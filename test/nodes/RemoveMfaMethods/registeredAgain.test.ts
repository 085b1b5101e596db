import { describe, expect, it } from 'vitest';
import { removeMfaMethods } from '../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import type { UserRecord } from '../../../runner/sandbox';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn } from '../../harness/people';

const test = eachRehearsal();

/** Somebody registers the same phone again as soon as it is deleted, so many times: its id is the same for everybody. */
function registerPhoneAgain(person: UserRecord, times: number): void {
	let { methods } = person;
	let left = times;
	const phone = methods.find(({ kind }) => kind === 'phone');
	if (!phone) throw new Error('There is no phone.');
	Object.defineProperty(person, 'methods', {
		configurable: true,
		get: () => methods,
		set: (value: typeof methods) => {
			const isGone = !value.includes(phone) && methods.includes(phone);
			methods = isGone && left-- > 0 ? [...value, phone] : value;
		},
	});
}

describe('a phone that is registered again while the methods are deleted', () => {
	it('is deleted once more, although its id is that of the one that went', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const person = personIn(scene.sandbox, 'ordinary');
		registerPhoneAgain(person, 1);
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items).toHaveLength(2);
		expect(person.methods).toEqual([]);
	});

	it('in two rounds, goes in the third, and the default that waited for it goes too', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const person = personIn(scene.sandbox, 'ordinary');
		registerPhoneAgain(person, 2);
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		expect(person.methods).toEqual([]);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items).toHaveLength(2);
	});

	it('again and again, is left to a person, never called done', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const person = personIn(scene.sandbox, 'ordinary');
		registerPhoneAgain(person, 99);
		const outcome = await scene.run(removeMfaMethods, {}, offboarding);
		const phone = outcome.items.find(({ target }) => target.startsWith('Phone'));
		expect(phone).toMatchObject({ status: 'blocked' });
		expect(phone?.reason).toContain('Registered while the others were deleted');
		// The default goes last, and the phone beside it never went.
		expect(outcome.status).toBe('failed');
		expect(person.methods).toHaveLength(2);
	});
});

describe('kinds that only beta shows', () => {
	it('leave the Temporary Access Pass its place: it goes first', async () => {
		const { scene } = test;
		const person = personIn(scene.sandbox, 'everyMethod');
		const common = { createdDateTime: '2026-01-01T00:00:00Z', details: {} };
		person.methods.push(
			{ id: 'a-token', kind: 'hardwareOath', ...common },
			{ id: 'a-code', kind: 'qrCodePin', ...common },
		);
		const outcome = await scene.offboard(removeMfaMethods, {}, 'everyMethod');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items).toHaveLength(12);
		expect(scene.writes()[0]?.path).toContain('/temporaryAccessPassMethods/');
		expect(person.methods).toEqual([]);
	});

	it('and one of a kind that nobody knows stays, is named, and keeps the step from being done', async () => {
		const { scene } = test;
		const person = personIn(scene.sandbox, 'ordinary');
		const common = { createdDateTime: '2026-01-01T00:00:00Z', details: {} };
		person.methods.push({ id: 'new', kind: 'voiceprint', ...common });
		const outcome = await scene.offboard(removeMfaMethods, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.items.map(({ status }) => status).sort()).toEqual(['blocked', 'done', 'done']);
		expect(outcome.reason).toContain('voiceprintAuthenticationMethod');
		expect(outcome.summary).toContain('1 method of Adele Vance not');
		expect(person.methods.map(({ id }) => id)).toEqual(['new']);
	});
});
