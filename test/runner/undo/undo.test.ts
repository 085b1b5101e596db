import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConnection, type RunRecord } from '../../../runner';
import { checkPdf } from '../../../runner/verify/pdf';
import { verifyBundle } from '../../../runner/verify/verify-bundle';
import { deletePerson, personIn, upn } from '../../harness/people';
import { squeezed, textOf } from '../../harness/readPdf';
import { linesOf, mailboxIn, placesOf, sha256Of, undoScene, type UndoScene } from './scene';

let scene: UndoScene;

beforeEach(async () => {
	scene = await undoScene();
});
afterEach(() => scene.close());

const idOf = (run: RunRecord) => run.offboarding?.employee.id ?? '';
const bad = (verdict: Awaited<ReturnType<typeof checkPdf>>) =>
	verdict.findings.filter(({ holds }) => !holds).map(({ check, says }) => `${check}: ${says}`);

describe('an undo', { timeout: 60_000 }, () => {
	it('puts back what can be put back, and says of the rest what to do', async () => {
		const { sandbox, runner } = scene;
		const person = personIn(sandbox, 'ordinary');
		const before = placesOf(sandbox, person.profile.id);
		const replies = structuredClone(mailboxIn(sandbox, 'ordinary').automaticReplies);
		const run = await scene.offboard('ordinary');
		const actions = sandbox.tenant.deviceActions.length;
		const methods = structuredClone(person.methods);
		const [record, sha256] = [run.report?.path ?? '', run.report?.sha256 ?? ''];
		expect(person.profile.accountEnabled).toBe(false);
		expect(placesOf(sandbox, person.profile.id).member).not.toEqual(before.member);

		const plan = await runner.planUndo(run.id, parseConnection(sandbox.connection));
		expect(person.profile.accountEnabled).toBe(false);
		const made = await scene.undo(run.id);
		expect(linesOf(plan.items)).toEqual(
			linesOf(made.items).map((line) => line.replace(/: done$/, ': planned')),
		);
		expect(made).toMatchObject({ id: `${run.id}-U1`, verdict: 'undone' });
		expect(person.profile.accountEnabled).toBe(true);
		expect(placesOf(sandbox, person.profile.id)).toEqual(before);
		expect(mailboxIn(sandbox, 'ordinary').rules).toEqual([]);
		expect(mailboxIn(sandbox, 'ordinary').automaticReplies.status).toBe(replies.status);
		expect(sandbox.tenant.deviceActions).toHaveLength(actions);
		expect(person.methods).toEqual(methods);
		expect(linesOf(made.items, 'resetPassword')).toEqual(['resetPassword: Password: cannot']);
		expect(linesOf(made.items, 'revokeSessions')).toEqual(['revokeSessions: Sessions: nothing']);
		expect(made.items.find(({ step }) => step === 'wipeDevices')?.says).toContain('called back');

		// The record and the run stay as they were.
		expect(sha256Of(record)).toBe(sha256);
		expect(await runner.run(run.id)).toEqual(run);
		const pdf = readFileSync(made.report?.path ?? '');
		const { pem } = await runner.evidence.certificate();
		const verdict = await checkPdf(pdf, { trustedCa: pem, recordSha256: sha256 });
		expect(bad(verdict)).toEqual([]);
		expect(verdict.record).toEqual(made.undo);
		const text = await textOf(pdf);
		expect(text).toContain(squeezed('Asked by =cmd|a <b>.'));
		expect(text).toContain(squeezed('Why: The wrong Adele'));
		expect(text).toContain(squeezed('SIMULATED. Not evidence of anything.'));
		const other = await checkPdf(pdf, { recordSha256: '0'.repeat(64) });
		expect(other.findings.filter(({ holds }) => !holds).map(({ check }) => check)).toEqual([
			'first record',
		]);
	});

	it('finds everything as it was when it is pressed again, and sends nothing', async () => {
		const run = await scene.offboard('ordinary');
		await scene.undo(run.id);
		const second = await scene.undo(run.id);
		expect(second).toMatchObject({ id: `${run.id}-U2`, verdict: 'undone' });
		expect(second.undo?.previous?.id).toBe(`${run.id}-U1`);
		expect(linesOf(second.items).filter((line) => /: (done|requested)$/.test(line))).toEqual([]);
		const writes = second.undo?.calls.filter(
			({ method, path }) => method !== 'GET' && !path.endsWith('/$batch'),
		);
		expect(writes).toEqual([]);
	});

	it('is in the audit log and in its bundle, and one that was changed is found', async () => {
		const { runner, folder } = scene;
		const run = await scene.offboard('noDevices');
		const made = await scene.undo(run.id);
		await scene.undo(run.id);
		const entries = await runner.audit.entries({ limit: 50, run: run.id });
		expect(entries.map(({ type, actor }) => `${type} ${actor}`).slice(0, 4)).toEqual([
			'offboarding.undone account/1',
			'offboarding.undoBegun account/1',
			'offboarding.undone account/1',
			'offboarding.undoBegun account/1',
		]);
		expect(entries[2]?.facts).toMatchObject({ undo: made.id, pdf: made.report?.sha256 });
		const bundle = join(folder, 'bundle');
		const asked = { folder: bundle, from: null, personal: true, actor: 'ben' };
		const { reports, missing } = await runner.audit.exportBundle(asked);
		expect({ reports, missing }).toEqual({ reports: 3, missing: [] });
		expect(bad(await verifyBundle(bundle))).toEqual([]);
		const file = (number: number) => join(bundle, 'reports', `${run.id}-U${number}.pdf`);
		copyFileSync(file(2), file(1));
		expect(bad(await verifyBundle(bundle))).toEqual([
			`records: The record of ${run.id}-U1 is not the PDF that was made: its hash is another.`,
		]);
		const bytes = readFileSync(made.report?.path ?? '');
		const at = bytes.indexOf('/Creator');
		bytes[at + 12] = (bytes[at + 12] ?? 0) ^ 1;
		expect((await checkPdf(bytes)).holds).toBe(false);
	});

	it('gives back ownership and seats in channels, and names whoever took over', async () => {
		const { sandbox } = scene;
		const { id } = personIn(sandbox, 'lastOwner').profile;
		const before = placesOf(sandbox, id);
		const run = await scene.offboard('lastOwner');
		const made = await scene.undo(run.id);
		expect(made.verdict).toBe('undone');
		expect(placesOf(sandbox, id)).toEqual(before);
		expect(before.owner.length).toBeGreaterThan(0);
		const left = made.items.filter(({ what }) => what.startsWith('Ownership of'));
		expect(left.map(({ status }) => status)).toEqual(left.map(() => 'left'));
		expect(left[0]?.says).toContain('was made an owner, and stays one');
	});

	it('gives no admin role back, and names each with where to give it', async () => {
		const { sandbox } = scene;
		const { id } = personIn(sandbox, 'globalAdministrator').profile;
		const run = await scene.offboard('globalAdministrator');
		const rolesNow = () =>
			sandbox.tenant.roleAssignments.filter(({ principalId }) => principalId === id);
		expect(rolesNow()).toEqual([]);
		const made = await scene.undo(run.id);
		expect(rolesNow()).toEqual([]);
		const roles = made.items.filter(({ step }) => step === 'removeAdminRoles');
		expect(roles.map(({ status }) => status)).toEqual(roles.map(() => 'cannot'));
		expect(roles.map(({ what }) => what).join()).toContain('Global Administrator');
		expect(roles[0]?.says).toContain('Roles and administrators');
	});

	it('leaves a rule and replies alone that somebody has changed since', async () => {
		const { sandbox } = scene;
		const run = await scene.offboard('ordinary');
		const mailbox = mailboxIn(sandbox, 'ordinary');
		const [rule] = mailbox.rules;
		if (!rule) throw new Error('No rule was made.');
		rule.actions = { redirectTo: [{ emailAddress: { address: 'me@rehearsal.example' } }] };
		mailbox.automaticReplies.internalReplyMessage = '<p>I am on parental leave.</p>';
		const made = await scene.undo(run.id);
		expect(linesOf(made.items, 'forwardEmail')).toEqual([
			'forwardEmail: Inbox rule “OffboardIQ forward”: left',
		]);
		expect(linesOf(made.items, 'setOutOfOffice')).toEqual([
			'setOutOfOffice: Automatic replies: left',
		]);
		expect(mailbox.rules).toEqual([rule]);
		expect(mailbox.automaticReplies.internalReplyMessage).toContain('parental');
	});

	it('says of a group that refuses that it failed, and can be pressed again', async () => {
		const { sandbox } = scene;
		const { id } = personIn(sandbox, 'ordinary').profile;
		const before = placesOf(sandbox, id);
		const run = await scene.offboard('ordinary');
		sandbox.faults.add('400 on POST */members/$ref times=1');
		const made = await scene.undo(run.id);
		sandbox.faults.clear();
		expect(made.verdict).toBe('open');
		const failed = made.items.filter(({ status }) => status === 'failed');
		expect(failed).toHaveLength(1);
		expect(failed[0]?.says).toContain('undo once more');
		expect((await scene.undo(run.id)).verdict).toBe('undone');
		expect(placesOf(sandbox, id)).toEqual(before);
		const acts = await scene.runner.followUps.of([run.id]);
		expect(acts.map(({ kind }) => kind)).toEqual(['undoneInPart', 'undone']);
	});

	it('says in clear words that the account was deleted meanwhile, and sends nothing', async () => {
		const run = await scene.offboard('ordinary');
		deletePerson(scene.sandbox, 'ordinary');
		const made = await scene.undo(run.id);
		expect(made.items.find(({ step }) => step === 'disableAccount')).toMatchObject({
			...{ status: 'cannot', says: expect.stringContaining('Deleted users') as unknown },
		});
		expect(linesOf(made.items).filter((line) => /: (done|failed|unknown)$/.test(line))).toEqual([]);
	});

	it('is refused while the run is not over, after thirty days, and where a later one is', async () => {
		const { sandbox, runner } = scene;
		await expect(scene.undo('OFF-1')).rejects.toThrow('There is no offboarding OFF-1.');
		const run = await scene.offboard('noDevices');
		const later = await scene.offboard('noDevices');
		await expect(scene.undo(run.id)).rejects.toThrow(`${later.id} is a later offboarding`);
		const old = new Date(Date.now() - 31 * 24 * 3_600_000).toISOString();
		await runner.db
			.updateTable('run')
			.set({ finished_at: old })
			.where('id', '=', later.id)
			.execute();
		await expect(scene.undo(later.id)).rejects.toThrow('more than 30 days ago');
		expect(personIn(sandbox, 'noDevices').profile.accountEnabled).toBe(false);
		expect(await runner.undos([run.id, later.id])).toEqual([]);
	});

	it('goes with the person when they are erased', async () => {
		const run = await scene.offboard('noDevices');
		const made = await scene.undo(run.id);
		const { audit } = scene.runner;
		await audit.erase(await audit.erasable(upn('noDevices')), 'ben');
		expect(existsSync(made.report?.path ?? '')).toBe(false);
		const [kept] = await scene.runner.undos([run.id]);
		expect(kept).toMatchObject({ undo: null, report: null, reason: null, by: null, items: [] });
		expect(idOf(run)).not.toBe('');
	});
});
