import { describe, expect, test } from 'vitest';
import { graphOf, idOf, person, sandboxFor, verdict, withdraw } from '../client';

const GOOD = 'Vx7!mQ2#tR9$wL4&zK8p';
const password = (value: string) => ({
	passwordProfile: { password: value, forceChangePasswordNextSignIn: true },
});

async function patch(
	alias: string,
	body: unknown,
	arrange: (sandbox: Awaited<ReturnType<typeof sandboxFor>>) => void = () => {},
) {
	const sandbox = await sandboxFor();
	arrange(sandbox);
	const reply = await (
		await graphOf(sandbox)
	)('PATCH', `/v1.0/users/${idOf(sandbox, alias)}`, body);
	return { sandbox, ...reply, user: person(sandbox, alias), result: verdict(reply) };
}

describe('disabling', () => {
	const off = { accountEnabled: false };

	test('works for everybody with the narrow permission, administrators included', async () => {
		for (const alias of ['adele.vance', 'diego.siciliani', 'alex.wilber']) {
			const { result, user } = await patch(alias, off);
			expect([result, user.profile.accountEnabled]).toEqual(['204', false]);
		}
	});

	test('with User.ReadWrite.All only is refused for administrators', async () => {
		const wide = (sandbox: Awaited<ReturnType<typeof sandboxFor>>) => {
			sandbox.tenant.app.permissions = ['User.ReadWrite.All'];
			sandbox.tenant.app.directoryRoles = [];
		};
		expect((await patch('isaiah.langer', off, wide)).result).toBe('204');
		for (const alias of ['adele.vance', 'allan.deyoung']) {
			const { result, user } = await patch(alias, off, wide);
			expect([result, user.profile.accountEnabled]).toEqual([
				'403 Authorization_RequestDenied',
				true,
			]);
		}
	});

	test('needs a permission to read people beside the narrow one', async () => {
		const { result } = await patch('isaiah.langer', off, (sandbox) => {
			sandbox.tenant.app.permissions = ['User.EnableDisableAccount.All'];
		});
		expect(result).toBe('403 Authorization_RequestDenied');
	});

	test('is refused under restricted management', async () => {
		expect((await patch('debra.berger', off)).result).toBe('403 Authorization_RequestDenied');
	});

	test('refuses a value or property that is none', async () => {
		expect((await patch('adele.vance', { accountEnabled: 'no' })).result).toBe(
			'400 Request_BadRequest',
		);
		expect((await patch('adele.vance', { favouriteColour: 'red' })).result).toBe(
			'400 Request_BadRequest',
		);
	});
});

describe('a new password', () => {
	test('is set and never kept in the clear', async () => {
		const { sandbox, result, user } = await patch('isaiah.langer', password(GOOD));
		expect(result).toBe('204');
		expect(Date.parse(user.profile.lastPasswordChangeDateTime ?? '')).toBeGreaterThan(
			Date.now() - 10_000,
		);
		expect(user.passwordHashes).toHaveLength(1);
		expect(JSON.stringify([sandbox.tenant, sandbox.log])).not.toContain(GOOD);
		expect(sandbox.log.at(-1)?.body).toMatchObject({ passwordProfile: { password: '[REDACTED]' } });
	});

	test.each(['short1!', 'alllowercaseletters', 'Password123!', 'Langer#2026'])(
		'%s is refused',
		async (weak) => {
			expect((await patch('isaiah.langer', password(weak))).result).toBe('400 Request_BadRequest');
		},
	);

	test('can not be the one before', async () => {
		const sandbox = await sandboxFor();
		const graph = await graphOf(sandbox);
		const url = `/v1.0/users/${idOf(sandbox, 'isaiah.langer')}`;
		expect((await graph('PATCH', url, password(GOOD))).status).toBe(204);
		expect(verdict(await graph('PATCH', url, password(GOOD)))).toBe('400 Request_BadRequest');
	});

	test('is refused for a synced person with the words of Entra', async () => {
		const { result, body } = await patch('alex.wilber', password(GOOD));
		expect(result).toBe('400 Request_BadRequest');
		expect(body.error.message).toContain('on-premises mastered Directory Sync objects');
	});

	test('of an administrator needs a high role of the app', async () => {
		expect((await patch('adele.vance', password(GOOD))).result).toBe('204');
		const lowered = await patch('adele.vance', password(GOOD), (sandbox) => {
			sandbox.tenant.app.directoryRoles = [];
		});
		expect(lowered.result).toBe('403 Authorization_RequestDenied');
		const relieved = await patch('adele.vance', password(GOOD), (sandbox) => {
			sandbox.tenant.app.directoryRoles = [];
			sandbox.tenant.roleAssignments = [];
		});
		expect(relieved.result).toBe('204');
	});

	test('needs its own permission', async () => {
		const { result } = await patch('isaiah.langer', password(GOOD), (sandbox) => {
			withdraw(sandbox, 'User-PasswordProfile.ReadWrite.All');
			sandbox.tenant.app.permissions.push('User.ReadWrite.All');
		});
		expect(result).toBe('403 Authorization_RequestDenied');
	});

	test('that is refused takes the disable of the same request with it', async () => {
		const { result, user } = await patch('isaiah.langer', {
			accountEnabled: false,
			...password('weak'),
		});
		expect([result, user.profile.accountEnabled]).toEqual(['400 Request_BadRequest', true]);
	});
});
