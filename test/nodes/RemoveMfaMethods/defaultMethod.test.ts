import { describe, expect, it } from 'vitest';
import { removeMfaMethods } from '../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn } from '../../harness/people';
import { linesOf } from '../../harness/requests';

const test = eachRehearsal();

describe('a default method that is refused even as the last', () => {
	it('goes after the default was set anew, and is read back', async () => {
		const { scene } = test;
		const person = personIn(scene.sandbox, 'ordinary');
		person.defaultMethodIsPinned = true;
		const outcome = await scene.offboard(removeMfaMethods, {}, 'ordinary');
		expect(outcome).toMatchObject({
			status: 'done',
			verified: true,
			summary: '2 methods removed.',
		});
		expect(person.methods).toEqual([]);
		const changes = linesOf(scene.writes()).filter((line) => line.startsWith('PATCH'));
		expect(changes).toEqual([`PATCH /users/${person.profile.id}/authentication/signInPreferences`]);
	});

	it('leaves the default alone where nothing is refused', async () => {
		const { scene } = test;
		await scene.offboard(removeMfaMethods, {}, 'everyMethod');
		expect(linesOf(scene.writes()).filter((line) => line.startsWith('PATCH'))).toEqual([]);
	});

	it('is failed, never done, while the default can not be changed either', async () => {
		const { scene } = test;
		const person = personIn(scene.sandbox, 'ordinary');
		person.defaultMethodIsPinned = true;
		scene.sandbox.faults.add('400 on PATCH */signInPreferences');
		const outcome = await scene.offboard(removeMfaMethods, {}, 'ordinary');
		expect(outcome.status).toBe('failed');
		expect(person.methods.map(({ id }) => id)).toEqual([person.defaultMethodId]);
		expect(outcome.items.filter(({ status }) => status === 'done')).toHaveLength(1);
		expect(outcome.summary).toContain('1 method removed');
	});
});
