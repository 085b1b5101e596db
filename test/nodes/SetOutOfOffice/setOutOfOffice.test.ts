import { describe, expect, it } from 'vitest';
import { setOutOfOffice } from '../../../nodes/SetOutOfOffice/setOutOfOffice.step';
import { runStep } from '../../../nodes/shared/step/runStep';
import { eachRehearsal, type Scene } from '../../harness/eachRehearsal';
import { deletePerson, personIn, takeAway, upn, type Case } from '../../harness/people';

const test = eachRehearsal();

function repliesOf({ sandbox }: Scene, who: Case) {
	return personIn(sandbox, who).mailbox.automaticReplies;
}

describe('set out-of-office', () => {
	it('turns replies on, inside and outside, with a sentence that names the manager', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(setOutOfOffice, {}, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		const replies = repliesOf(scene, 'ordinary');
		expect(replies).toMatchObject({ status: 'alwaysEnabled', externalAudience: 'all' });
		expect(replies.internalReplyMessage).toContain('Miriam Graham');
		expect(replies.externalReplyMessage).toBe(replies.internalReplyMessage);
		expect(outcome.items[0]?.before).toBe('disabled');
	});

	it('says what is given, to each audience its own', async () => {
		const { scene } = test;
		const messages = { internalMessage: 'Ask Jo & <Al>', externalMessage: 'Gone' };
		const outcome = await scene.offboard(setOutOfOffice, messages, 'ordinary');
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(repliesOf(scene, 'ordinary')).toMatchObject({
			internalReplyMessage: '<p>Ask Jo &amp; &lt;Al&gt;</p>',
			externalReplyMessage: '<p>Gone</p>',
		});
	});

	it('takes blanks for nothing', async () => {
		const { scene } = test;
		await scene.offboard(setOutOfOffice, { internalMessage: '  \n' }, 'ordinary');
		expect(repliesOf(scene, 'ordinary').internalReplyMessage).toContain('Miriam Graham');
	});

	it.each(["Maeve O'Brien", '<script>alert("x")</script>', '={{ $env }}', '{{ name }}</p><b>'])(
		'writes the name %s as text',
		async (name) => {
			const { scene } = test;
			personIn(scene.sandbox, 'ordinary').profile.displayName = name;
			const outcome = await scene.offboard(setOutOfOffice, {}, 'ordinary');
			expect(outcome).toMatchObject({ status: 'done', verified: true });
			const html = repliesOf(scene, 'ordinary').internalReplyMessage;
			expect(html.replace(/^<p>|<\/p>$/g, '')).not.toMatch(/[<>"']/);
			expect(outcome.items[0]?.after).toContain(name);
		},
	);

	it('reads the manager itself where there was no look-up', async () => {
		const { scene } = test;
		const context = scene.context(await scene.lookUp(upn('ordinary')));
		await runStep(setOutOfOffice, { ...context, manager: undefined, holdings: null }, {});
		expect(repliesOf(scene, 'ordinary').internalReplyMessage).toContain('Miriam Graham');
	});

	it('keeps what was set before, in words', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(setOutOfOffice, {}, 'mailHistory');
		expect(outcome.items[0]?.before).toBe('scheduled: I am at a trade fair until Friday.');
		expect(repliesOf(scene, 'mailHistory').status).toBe('alwaysEnabled');
	});

	it('keeps both texts of before where they differ, and both of after', async () => {
		const { scene } = test;
		Object.assign(repliesOf(scene, 'mailHistory'), {
			internalReplyMessage: '<p>At a fair &amp; back soon</p>',
			externalReplyMessage: '',
		});
		const messages = { internalMessage: 'Ask Jo', externalMessage: 'Gone' };
		const outcome = await scene.offboard(setOutOfOffice, messages, 'mailHistory');
		expect(outcome.items[0]).toMatchObject({
			before: 'scheduled: Inside: At a fair & back soon Outside: (no text)',
			after: 'Inside: Ask Jo Outside: Gone',
		});
	});

	it('names nobody to write to who is their own manager', async () => {
		const { scene } = test;
		await scene.offboard(setOutOfOffice, {}, 'ordinary', { manager: upn('ordinary') });
		expect(repliesOf(scene, 'ordinary').internalReplyMessage).toBe(
			'<p>Adele Vance no longer works here. This mailbox is no longer read.</p>',
		);
	});

	it('sends nobody to a manager outside of the company', async () => {
		const { scene } = test;
		await scene.offboard(setOutOfOffice, {}, 'managerIsGuest');
		expect(repliesOf(scene, 'managerIsGuest').internalReplyMessage).not.toContain('fabrikam');
	});

	it('is done when every answer to the write is lost and a read shows it', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('504-after on PATCH */mailboxSettings');
		const outcome = await scene.run(setOutOfOffice, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items[0]?.reason).toContain('answer was lost');
		expect(repliesOf(scene, 'ordinary').status).toBe('alwaysEnabled');
	});

	it('is unknown when every answer to the write is lost and reads show nothing', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add('504 on PATCH */mailboxSettings');
		const outcome = await scene.run(setOutOfOffice, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'unknown', verified: false });
		expect(outcome.reason).toContain('still showed the old state');
	});

	it('fails where Exchange’s own answer shows the replies as they were', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const replies = { ...repliesOf(scene, 'ordinary') };
		Object.defineProperty(personIn(scene.sandbox, 'ordinary').mailbox, 'automaticReplies', {
			get: () => replies,
			set: () => undefined,
		});
		const outcome = await scene.run(setOutOfOffice, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'failed', verified: false });
		expect(outcome.reason).toContain('its own answer shows the replies as they were');
	});

	it('can be run again', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		await scene.run(setOutOfOffice, {}, offboarding);
		const again = await scene.run(setOutOfOffice, {}, offboarding);
		expect(again).toMatchObject({ status: 'done', verified: true });
		expect(again.items[0]?.before).toContain('alwaysEnabled');
	});

	it('sends nothing in a second run where all is as it would be set, and changes what is not', async () => {
		const { scene } = test;
		const first = await scene.offboard(setOutOfOffice, {}, 'mailHistory');
		expect(first.items[0]?.before).toContain('trade fair');
		const sent = scene.writes().length;
		const again = await scene.offboard(setOutOfOffice, {}, 'mailHistory');
		expect(again).toMatchObject({ status: 'skipped', verified: false });
		expect(again.reason).toContain('were on already');
		expect(again.items[0]?.before).toBeNull();
		expect(scene.writes()).toHaveLength(sent);
		const other = await scene.offboard(setOutOfOffice, { internalMessage: 'Gone' }, 'mailHistory');
		expect(other).toMatchObject({ status: 'done', verified: true });
	});

	it('sends nothing in a second run that ends at the same time', async () => {
		const { scene } = test;
		const options = { endsAt: '2099-01-01T00:00:00Z' };
		await scene.offboard(setOutOfOffice, options, 'ordinary');
		const sent = scene.writes().length;
		const again = await scene.offboard(setOutOfOffice, options, 'ordinary');
		expect(again.status).toBe('skipped');
		expect(scene.writes()).toHaveLength(sent);
		const later = { endsAt: '2099-02-01T00:00:00Z' };
		expect(await scene.offboard(setOutOfOffice, later, 'ordinary')).toMatchObject({
			status: 'done',
		});
	});

	it('does not say "outside" while the outside gets no reply', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const replies = { ...repliesOf(scene, 'ordinary') };
		Object.defineProperty(personIn(scene.sandbox, 'ordinary').mailbox, 'automaticReplies', {
			get: () => replies,
			// A tenant whose policy keeps replies inside.
			set: (next: object) => Object.assign(replies, next, { externalAudience: 'none' }),
		});
		const outcome = await scene.run(setOutOfOffice, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: false });
	});

	it.each(['noMailbox', 'mailboxElsewhere', 'mailboxDeleted'] as const)(
		'skips a person without a cloud mailbox (%s), dry or not',
		async (who) => {
			for (const dryRun of [true, false]) {
				const outcome = await test.scene.offboard(setOutOfOffice, {}, who, { dryRun });
				expect(outcome.status).toBe('skipped');
				expect(outcome.reason).toContain('No cloud mailbox');
			}
		},
	);

	it('names the permission that is missing, and tells it from a policy', async () => {
		const { scene } = test;
		for (const dryRun of [true, false]) {
			const policy = await scene.offboard(setOutOfOffice, {}, 'mailboxPolicy', { dryRun });
			expect(policy.status).toBe('blocked');
			expect(policy.reason).toContain('An application access policy of Exchange');
		}
		takeAway(scene.sandbox, 'MailboxSettings.ReadWrite');
		scene.sandbox.tenant.app.permissions.push('MailboxSettings.Read');
		const outcome = await scene.offboard(setOutOfOffice, {}, 'ordinary');
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('MailboxSettings.ReadWrite');
	});

	it('fails when the person was deleted after the look-up', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		deletePerson(scene.sandbox, 'ordinary');
		const outcome = await scene.run(setOutOfOffice, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'failed' });
		expect(outcome.reason).toContain('was deleted meanwhile');
	});

	it('waits as long as it is told to, and survives a lost answer', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		scene.sandbox.faults.add(
			'429 retry-after=6 on PATCH */mailboxSettings times=1; 504-after on PATCH */mailboxSettings times=1',
		);
		const outcome = await scene.run(setOutOfOffice, {}, offboarding);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(scene.longestWait()).toBeGreaterThanOrEqual(6_000);
	});

	it('writes nothing in a dry run and says what would be said', async () => {
		const { scene } = test;
		const outcome = await scene.offboard(setOutOfOffice, {}, 'ordinary', { dryRun: true });
		expect(outcome.status).toBe('pending');
		expect(outcome.summary).toContain('Miriam Graham');
		expect(scene.writes()).toEqual([]);
	});
});
