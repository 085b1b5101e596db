import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findUser, type Sandbox } from '../../../runner/sandbox';
import { BOTH_KINDS } from '../database/engines';
import { LEAVER, openScene, type Scene } from './scene';

vi.setConfig({ testTimeout: 60_000 });

let scene: Scene;

const NEW_ID = 'aaaaaaaa-0000-4000-8000-00000000aaaa';

type User = Sandbox['tenant']['users'][number];

function leaver(): User {
	const user = findUser(scene.sandbox.tenant, LEAVER);
	if (!user) throw new Error('There is no leaver.');
	return user;
}

/** Deletes somebody, as an administrator would. */
function remove(user: User): void {
	const { tenant } = scene.sandbox;
	tenant.users = tenant.users.filter((other) => other !== user);
	tenant.deletedUsers.push(user);
}

/** A new account under a name that somebody had before. */
function add(like: User, changes: Partial<User['profile']>): User {
	const copy = structuredClone(like);
	const added = { ...copy, profile: { ...copy.profile, ...changes } } as User;
	scene.sandbox.tenant.users.push(added);
	return added;
}

/** Schedules the leaver, lets something happen, and lets it come due. */
async function fire(meanwhile: () => void) {
	const { id } = await scene.schedule(LEAVER, -1_000);
	meanwhile();
	const before = writes();
	await scene.workOff(await scene.scheduler());
	const { state, reason, found, runId } = await scene.state(id);
	const run = await scene.runner.run(runId ?? '');
	return { id, state, reason, found, run, wrote: writes() - before };
}

/** What could have changed something: look-ups are GETs, in a `$batch` or alone. */
const writes = () =>
	scene.sandbox.log.filter(({ method, url, body }) => {
		if (method === 'GET' || url.includes('/oauth2/')) return false;
		return (
			!url.endsWith('/$batch') || /"method":"(POST|PATCH|PUT|DELETE)"/.test(JSON.stringify(body))
		);
	}).length;

describe.each(BOTH_KINDS)('on %s', (_name, create) => {
	beforeEach(async () => {
		scene = await openScene({}, await create());
	});

	afterEach(() => scene.close());

	describe('when the time comes, the person', () => {
		it('who was only disabled meanwhile, or moved to another department, is offboarded', async () => {
			const { state, wrote } = await fire(() => {
				leaver().profile.accountEnabled = false;
				leaver().profile.department = 'Sales';
			});
			expect([state, wrote > 0]).toEqual(['finished', true]);
		});

		it('who was renamed is offboarded by object id, and it is said', async () => {
			const user = leaver();
			const { state, run } = await fire(() => {
				user.profile.userPrincipalName = 'adele.smith@rehearsal.example';
			});
			expect(state).toBe('finished');
			expect(run?.offboarding?.employee.userPrincipalName).toBe('adele.smith@rehearsal.example');
			expect(user.profile.accountEnabled).toBe(false);
		});

		it('who was deleted is not there: it fails, with the reason', async () => {
			const { state, reason, run, wrote } = await fire(() => remove(leaver()));
			expect([state, wrote, run?.status]).toEqual(['failed', 0, 'refused']);
			expect(reason).toBe(`The account of ${LEAVER} has been deleted. Nothing was changed.`);
		});

		it('who was deleted and hired again under the same name is asked about', async () => {
			const old = leaver();
			let hired: User | null = null;
			const { id, state, reason, found, run, wrote } = await fire(() => {
				remove(old);
				hired = add(old, {
					id: NEW_ID,
					createdDateTime: '2026-11-20T08:00:00Z',
					displayName: 'Adele Vance II',
				});
			});
			expect([state, wrote, run?.status, run?.offboarding]).toEqual([
				'needs_confirmation',
				0,
				'refused',
				null,
			]);
			expect(reason).toContain(
				`belongs to another account now (Adele Vance II, object id ${NEW_ID})`,
			);
			expect(found?.id).toBe(NEW_ID);
			expect((hired as User | null)?.profile.accountEnabled).toBe(true);
			// A person says: yes, this one.
			await scene.runner.schedules.confirm(id);
			await scene.workOff(await scene.scheduler());
			expect((await scene.state(id)).state).toBe('finished');
			expect((hired as User | null)?.profile.accountEnabled).toBe(false);
			expect((await scene.runner.runs()).map(({ status }) => status)).toEqual([
				'completed',
				'refused',
			]);
		});

		it('whose old name belongs to somebody else now is asked about', async () => {
			const user = leaver();
			const { state, found, wrote } = await fire(() => {
				const other = add(user, { id: NEW_ID, displayName: 'Adele Other' });
				user.profile.userPrincipalName = 'adele.smith@rehearsal.example';
				expect(other.profile.userPrincipalName).toBe(LEAVER);
			});
			expect([state, found?.id, wrote]).toEqual(['needs_confirmation', user.profile.id, 0]);
		});

		it.each([
			['employee id', { employeeId: '99999' }],
			['day of creation', { createdDateTime: '2026-11-20T08:00:00Z' }],
		])('whose %s changed is asked about', async (_what, changes) => {
			const { state, reason, wrote } = await fire(() => Object.assign(leaver().profile, changes));
			expect([state, wrote]).toEqual(['needs_confirmation', 0]);
			expect(reason).toMatch(
				/^adele\.vance@rehearsal\.example: .*Somebody may have been hired again\.$/,
			);
		});

		it('whom the look-up refuses then is asked about, and may be tried again', async () => {
			const { id } = await scene.schedule(LEAVER, -1_000);
			const protect = (accounts: string[]) =>
				scene.db
					.updateTable('schedule')
					.set({ break_glass_json: JSON.stringify(accounts) })
					.where('id', '=', id)
					.execute();
			await protect([LEAVER]);
			await scene.workOff(await scene.scheduler());
			const asked = await scene.state(id);
			expect([asked.state, leaver().profile.accountEnabled]).toEqual(['needs_confirmation', true]);
			expect(asked.reason).toContain('break-glass');
			await protect([]);
			await scene.runner.schedules.confirm(id);
			await scene.workOff(await scene.scheduler());
			expect((await scene.state(id)).state).toBe('finished');
			expect(await scene.runner.runs()).toHaveLength(2);
		});
	});
});
