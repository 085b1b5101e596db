import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection, type RunRecord } from '../../../runner';
import { groupIn, personIn, upn, type Case } from '../../harness/people';
import { linesOf, mailboxIn, placesOf, undoScene, type UndoScene } from './scene';

let scene: UndoScene;

beforeEach(async () => {
	scene = await undoScene();
});
afterEach(() => scene.close());

const idOf = (who: Case) => personIn(scene.sandbox, who).profile.id;

describe('an undo', { timeout: 60_000 }, () => {
	it('puts replies back that were on before, with their words', async () => {
		const mailbox = mailboxIn(scene.sandbox, 'ordinary');
		const mine = { internalReplyMessage: '<p>Call 12</p>', externalReplyMessage: '<p>Write</p>' };
		Object.assign(mailbox.automaticReplies, { status: 'alwaysEnabled', ...mine });
		const run = await scene.offboard('ordinary');
		expect(mailbox.automaticReplies.internalReplyMessage).toContain('no longer works here');
		const made = await scene.undo(run.id);
		expect(mailbox.automaticReplies).toMatchObject({ status: 'alwaysEnabled', ...mine });
		const item = made.items.find(({ step }) => step === 'setOutOfOffice');
		expect(item?.status).toBe('done');
		expect(item?.says).toContain('plain text');
	});

	it('undoes what the run before did too, where one went on from another', async () => {
		const { runner, sandbox, folder } = scene;
		const before = placesOf(sandbox, idOf('lastOwner'));
		const replies = structuredClone(mailboxIn(sandbox, 'lastOwner').automaticReplies.status);
		const first = await scene.offboard('lastOwner', '403 on DELETE */authentication/*');
		expect(first.status).toBe('completed_with_exceptions');
		const act = { by: 'Ada', actor: 'account/1', reason: null, runId: first.id };
		const second = await runner.offboard({
			...{ connection: parseConnection(sandbox.connection), user: upn('lastOwner') },
			...{ manager: null, dryRun: false, requestedBy: null, ticket: null, reportFolder: folder },
			together: (tx, id) => runner.followUps.againIn(tx, id, act),
		});
		const made = await scene.undo(second.id);
		expect(made.undo?.before.map(({ id }) => id)).toEqual([first.id]);
		expect(made.verdict).toBe('undone');
		expect(placesOf(sandbox, idOf('lastOwner'))).toEqual(before);
		expect(mailboxIn(sandbox, 'lastOwner').automaticReplies.status).toBe(replies);
		expect(mailboxIn(sandbox, 'lastOwner').rules).toEqual([]);
		expect(personIn(sandbox, 'lastOwner').profile.accountEnabled).toBe(true);
	});

	it('goes by the writes that were sent where a step was cut off, and the run has no record', async () => {
		const { runner, sandbox } = scene;
		const before = placesOf(sandbox, idOf('lastOwner'));
		const run = await scene.offboard('lastOwner');
		// As a run stands that was killed in its mail and group steps, and cancelled then.
		await runner.db
			.updateTable('step')
			.set({ outcome_json: null })
			.where('run_id', '=', run.id)
			.where('key', 'in', ['disableAccount', 'setOutOfOffice', 'removeFromTeams'])
			.execute();
		await runner.db
			.updateTable('run')
			.set({ status: 'cancelled', report_path: null, report_sha256: null })
			.where('id', '=', run.id)
			.execute();
		const made = await scene.undo(run.id);
		expect(made.undo?.record.sha256).toBe(null);
		expect(placesOf(sandbox, idOf('lastOwner'))).toEqual(before);
		expect(personIn(sandbox, 'lastOwner').profile.accountEnabled).toBe(true);
		expect(linesOf(made.items, 'setOutOfOffice')).toEqual([
			'setOutOfOffice: Automatic replies: nothing',
			'setOutOfOffice: Set out-of-office: failed',
		]);
		expect(made.verdict).toBe('open');
	});

	it('leaves what it may not give back to somebody, and says whom and where', async () => {
		const { sandbox } = scene;
		const synced = await scene.undo((await scene.offboard('synced')).id);
		const account = synced.items.filter(({ step }) => step === 'disableAccount');
		expect(account.map(({ status }) => status)).toEqual(['done', 'cannot']);
		expect(account[1]?.says).toContain('Active Directory decides');

		const admin = await scene.undo((await scene.offboard('globalAdministrator')).id);
		const group = admin.items.find(({ what }) => what.startsWith('Owner of IT administrators'));
		expect(group).toMatchObject({ status: 'cannot' });
		expect(group?.says).toContain('Admin roles can be assigned to this group');
		expect(groupIn(sandbox, 'IT administrators').ownerIds).not.toContain(
			idOf('globalAdministrator'),
		);

		const run = await scene.offboard('ordinary');
		const left = run.steps.flatMap(({ key, outcome }) =>
			key === 'removeFromTeams' ? (outcome?.items ?? []) : [],
		);
		const gone = left.find(({ status }) => status === 'done')?.targetId ?? '';
		sandbox.tenant.groups = sandbox.tenant.groups.filter(({ profile }) => profile.id !== gone);
		const made = await scene.undo(run.id);
		expect(made.items.find(({ targetId }) => targetId === gone)).toMatchObject({
			...{ status: 'cannot', says: expect.stringContaining('not there any more') as unknown },
		});
	});

	it('takes a lost answer for what a later read shows', async () => {
		const { sandbox } = scene;
		const before = placesOf(sandbox, idOf('ordinary'));
		const run = await scene.offboard('ordinary');
		sandbox.faults.add('reset-after on PATCH */users/* times=1');
		const made = await scene.undo(run.id);
		sandbox.faults.clear();
		expect(made.verdict).toBe('undone');
		expect(placesOf(sandbox, idOf('ordinary'))).toEqual(before);
	});

	it('gives back what anybody of the tenant had, but for roles, and calls nothing failed', async () => {
		const { sandbox } = scene;
		const people: readonly Case[] = [
			...(['noManager', 'everyMethod', 'mac', 'companyAndPersonalDevice', 'throughPim'] as const),
			...(['noMailbox', 'guest', 'groupsGraphCanNotChange', 'disabled', 'restricted'] as const),
			...(['mailboxPolicy', 'throughGroup', 'mailHistory', 'ownsWithAnApp'] as const),
		];
		const rolesIn = () => sandbox.tenant.groups.filter((one) => one.profile.isAssignableToRole);
		const withRoles = new Set(rolesIn().map(({ profile }) => profile.id));
		const plain = (ids: readonly string[]) => ids.filter((id) => !withRoles.has(id));
		const wrong: unknown[] = [];
		for (const who of people) {
			const { profile } = personIn(sandbox, who);
			const before = placesOf(sandbox, profile.id);
			const wasOn = profile.accountEnabled;
			const run: RunRecord = await scene.offboard(who);
			if (run.status === 'refused') continue;
			const made = await scene.undo(run.id);
			const after = placesOf(sandbox, profile.id);
			const isSame =
				JSON.stringify([plain(before.member), plain(before.owner), before.seats]) ===
				JSON.stringify([plain(after.member), plain(after.owner), after.seats]);
			const isFine = made.verdict === 'undone' && profile.accountEnabled === wasOn && isSame;
			if (!isFine) wrong.push([who, made.verdict, wasOn, before, after, linesOf(made.items)]);
		}
		expect(wrong).toEqual([]);
	}, 180_000);
});
