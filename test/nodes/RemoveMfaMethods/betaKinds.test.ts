import { afterEach, describe, expect, it } from 'vitest';
import { removeMfaMethods } from '../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import { runStep } from '../../../nodes/shared/step/runStep';
import { offboarding } from '../../harness/outcomes';
import { startMethodsServer, type MethodsServer } from './methodsServer';

let server: MethodsServer;
afterEach(() => server.close());

const PASSWORD = { 'a-password': 'passwordAuthenticationMethod' };
const TOKEN = { 'a-token': 'hardwareOathAuthenticationMethod' };
const QR_CODE = { 'a-code': 'qrCodePinAuthenticationMethod' };
const KEY = { 'a-key': 'fido2AuthenticationMethod' };

async function removeFrom(held: Readonly<Record<string, string>>, betaListStatus = 200) {
	server = await startMethodsServer({ ...PASSWORD, ...held });
	server.betaListStatus = betaListStatus;
	const { employee, manager, holdings } = offboarding();
	const context = {
		graph: server.graph,
		employee,
		manager,
		holdings,
		dryRun: false,
		verifyForMs: 1_000,
	};
	return await runStep(removeMfaMethods, context, {});
}

describe('the two kinds of method that only beta lists', () => {
	it('are found although v1.0 does not show them, removed, and read back in beta', async () => {
		const outcome = await removeFrom({ ...TOKEN, ...QR_CODE, ...KEY });
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(outcome.items.map(({ targetId }) => targetId).sort()).toEqual([
			'a-code',
			'a-key',
			'a-token',
		]);
		expect([...server.methods.keys()]).toEqual(['a-password']);
		const removals = server.lines.filter((line) => line.startsWith('DELETE'));
		expect(removals).toContainEqual(
			expect.stringMatching(/^DELETE \/beta.*\/hardwareOathMethods\/a-token$/),
		);
		expect(removals).toContainEqual(expect.stringMatching(/^DELETE \/beta.*\/qrCodePinMethod$/));
		expect(server.lines.at(-1)).toMatch(/^GET \/beta/);
	});

	it('cost one request where there are none', async () => {
		const outcome = await removeFrom(KEY);
		expect(outcome).toMatchObject({ status: 'done', verified: true });
		expect(server.lines.filter((line) => line.includes('/beta/'))).toHaveLength(1);
		expect(server.requests.map(({ url }) => url.replace(/users.*/, '…'))).toEqual([
			'/beta/…',
			'/v1.0/$batch',
		]);
	});

	it('keep the step from saying "nothing to do" when there is nothing else', async () => {
		expect(await removeFrom(TOKEN)).toMatchObject({ status: 'done', verified: true });
	});

	it('are said to be unavailable where Graph has no such list; the others still go', async () => {
		const outcome = await removeFrom(KEY, 400);
		expect(outcome.items).toMatchObject([
			{ status: 'done', targetId: 'a-key' },
			{ status: 'skipped', target: 'Hardware tokens (OATH) and QR codes' },
		]);
		expect(outcome.items[1]?.reason).toContain('Not available in this cloud');
		expect([...server.methods.keys()]).toEqual(['a-password']);
	});

	it('are left to a person where the list fails: not found is not the same as not there', async () => {
		const outcome = await removeFrom({ ...KEY, ...TOKEN }, 500);
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('could not be looked for');
		expect([...server.methods.keys()]).toEqual(['a-password', 'a-token']);
	});
});
