import { expect, it, vi } from 'vitest';
import { NAMED_TENANTS, type SandboxConnection, type TenantState } from '../../../runner/sandbox';
import { command, startCommand } from '../../harness/command';

// Each test is a process.
vi.setConfig({ testTimeout: 60_000 });

it('sandbox --help lists every tenant with its case and whom to offboard, and how to look inside', async () => {
	const { code, stdout, stderr } = await command(['sandbox', '--help']);
	expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
	const missing = NAMED_TENANTS.filter(
		({ name, story }) => !stdout.includes(name) || !stdout.includes(story),
	);
	expect(missing).toEqual([]);
	expect(stdout).toContain('megan.bowen_fabrikam.example#EXT#@rehearsal.example');
	expect(stdout).toContain('/_state');
});

it('sandbox --tenant serves that tenant', async () => {
	const { child, ended, line } = startCommand(['sandbox', '--port', '0', '--tenant', 'hybrid']);
	const { graphBaseUrl } = JSON.parse(await line()) as SandboxConnection;
	const state = (await (await fetch(`${graphBaseUrl}/_state`)).json()) as TenantState;
	expect(state.users.filter(({ profile }) => profile.onPremisesSyncEnabled === true)).toHaveLength(
		1,
	);
	child.kill('SIGTERM');
	expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

it('sandbox --tenant with a name that is none ends with 1 and one line that lists the names', async () => {
	const { code, stdout, stderr } = await command(['sandbox', '--port', '0', '--tenant', 'hybird']);
	expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
	expect(stderr).toMatch(/^There is no tenant called "hybird"\. There are: [^\n]+\n$/);
	expect(NAMED_TENANTS.filter(({ name }) => !stderr.includes(name))).toEqual([]);
});
