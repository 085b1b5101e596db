import { describe, expect, it } from 'vitest';
import { revokeSessions } from '../../../nodes/RevokeSessions/revokeSessions.step';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { deletePerson, personIn, takeAway, upn } from '../../harness/people';
import { linesOf } from '../../harness/requests';

const test = eachRehearsal();

describe('revoke sessions', () => {
	it('revokes, proves it by the valid-from time and says what is left', async () => {
		const { scene } = test;
		const { profile } = personIn(scene.sandbox, 'ordinary');
		const before = profile.signInSessionsValidFromDateTime;
		const outcome = await scene.offboard(revokeSessions, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(profile.signInSessionsValidFromDateTime).not.toBe(before);
		expect(outcome.items[0]?.reason).toContain('90 minutes by default');
		expect(linesOf(scene.writes())).toEqual([`POST /users/${profile.id}/revokeSignInSessions`]);
	});

	it('names the permission that is missing', async () => {
		const { scene } = test;
		takeAway(scene.sandbox, 'User.RevokeSessions.All');
		const outcome = await scene.offboard(revokeSessions, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('User.RevokeSessions.All');
	});

	it('fails when the person was deleted after the look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		expect(await scene.run(revokeSessions, {}, offboarding)).toMatchObject({ status: 'failed' });
	});

	it('waits as long as it is told to', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('503 retry-after=9 on POST */revokeSignInSessions times=1');
		const outcome = await scene.run(revokeSessions, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(9_000);
	});

	it('revokes once more after a lost answer', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('reset-after on POST */revokeSignInSessions times=1');
		const outcome = await scene.run(revokeSessions, {}, offboarding);
		// Graph keeps the time in whole seconds: two within one can't be told apart, and then it is accepted only.
		expect(outcome.status).toBe('done');
		expect(scene.writes()).toHaveLength(2);
	});

	it('does not take an older time, from a replica that lags, for the new one', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		let time = '2026-05-05T05:05:05Z';
		Object.defineProperty(
			personIn(scene.sandbox, 'ordinary').profile,
			'signInSessionsValidFromDateTime',
			{
				enumerable: true,
				get: () => time,
				set: () => {
					time = '2026-04-04T04:04:04Z';
				},
			},
		);
		const outcome = await scene.run(revokeSessions, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: false });
		expect(outcome.summary).toContain('accepted');
	});

	it('claims nothing about a guest, whose sessions belong to the home tenant', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(revokeSessions, {}, 'guest');
		expect(outcome.status).toBe('skipped');
		expect(outcome.reason).toContain('home tenant');
	});

	it('writes nothing in a dry run', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(revokeSessions, {}, 'ordinary', { dryRun: true });
		expect(outcome).toMatchObject({ status: 'pending', verified: false });
		expect(scene.writes()).toEqual([]);
	});
});
