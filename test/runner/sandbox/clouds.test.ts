import { afterEach, describe, expect, test } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { removeMfaMethods } from '../../../nodes/RemoveMfaMethods/removeMfaMethods.step';
import { setOutOfOffice } from '../../../nodes/SetOutOfOffice/setOutOfOffice.step';
import {
	createGraphClient,
	graphPath,
	parseConnection,
	referenceBaseOf,
} from '../../../nodes/shared/graph';
import { startRehearsal, type Rehearsal } from '../../harness/rehearsal';
import { requestsIn } from '../../harness/requests';

let run: Rehearsal | null = null;
afterEach(async () => {
	await run?.close();
	run = null;
});

async function inCloud(tenant: string): Promise<Rehearsal> {
	run = await startRehearsal({ tenant });
	return run;
}

function paths({ sandbox }: Rehearsal): readonly string[] {
	return requestsIn(sandbox.log).map(({ path }) => path);
}

describe('a tenant in a national cloud', () => {
	test('signs in with the scope of its cloud, through MSAL, and no other cloud’s', async () => {
		const { sandbox, graph } = await inCloud('china');
		expect(sandbox.connection.cloud).toBe('china');
		await graph.signIn();
		const scopes = sandbox.log.map(({ body }) => (body as { scope?: string }).scope);
		expect(scopes.join(' ')).toContain('https://microsoftgraph.chinacloudapi.cn/.default');
		const wrong = parseConnection({ ...sandbox.connection, cloud: 'global' });
		await expect(createGraphClient(wrong).signIn()).rejects.toMatchObject({
			code: 'AADSTS500011',
		});
	});

	test('China: answers like a service that has no such segment', async () => {
		const { sandbox, graph } = await inCloud('china');
		const id = sandbox.tenant.users[0]?.profile.id ?? '';
		for (const [path, segment] of [
			[graphPath`/users/${id}/mailFolders/inbox/messageRules`, 'messageRules'],
			[graphPath`/users/${id}/authentication/methods`, 'methods'],
			[graphPath`/users/${id}/authentication/fido2Methods/${'x'}`, 'fido2Methods'],
		] as const) {
			const method = segment === 'fido2Methods' ? 'DELETE' : 'GET';
			const effect = method === 'GET' ? 'read' : 'idempotent';
			const result = await graph.attempt({ method, path, effect, permissions: [] });
			expect(result).toMatchObject({
				ok: false,
				failure: {
					status: 400,
					code: 'BadRequest',
					graphMessage: `Resource not found for the segment '${segment}'.`,
				},
			});
		}
	});

	test('China: two steps say that it is not there and what to do instead, and send nothing', async () => {
		const rehearsal = await inCloud('china');
		const offboarding = await rehearsal.lookUp(rehearsal.sandbox.leaver ?? '');
		const codes = offboarding.warnings.map(({ code }) => code);
		expect(codes.filter((code) => code === 'notInThisCloud')).toHaveLength(2);
		const sent = rehearsal.sandbox.log.length;
		for (const step of [removeMfaMethods, forwardEmail]) {
			const outcome = await rehearsal.run(step, {}, offboarding);
			expect(outcome).toMatchObject({ status: 'skipped', items: [] });
			expect(outcome.reason).toMatch(
				/^Not available in this cloud, China \(21Vianet\): .* instead/,
			);
		}
		expect(rehearsal.sandbox.log).toHaveLength(sent);
		expect(await rehearsal.run(setOutOfOffice, {}, offboarding)).toMatchObject({ status: 'done' });
		expect(paths(rehearsal).filter((path) => /messageRules|\/methods/.test(path))).toEqual([]);
	});

	test('US Government: an external method is left to a person, the others go', async () => {
		const rehearsal = await inCloud('us-government');
		expect(rehearsal.sandbox.connection.cloud).toBe('usgov');
		const offboarding = await rehearsal.lookUp(rehearsal.sandbox.leaver ?? '');
		const outcome = await rehearsal.run(removeMfaMethods, {}, offboarding);
		expect(outcome.status).toBe('blocked');
		expect(outcome.reason).toContain('Not available in this cloud');
		const left = rehearsal.sandbox.tenant.users.find(
			({ profile }) => profile.userPrincipalName === rehearsal.sandbox.leaver,
		)?.methods;
		expect(left?.map(({ kind }) => kind)).toEqual(['externalAuthentication']);
		expect(paths(rehearsal).filter((path) => path.includes('externalAuth'))).toEqual([]);
	});
});

describe('where references in bodies point', () => {
	const fields = { tenantId: 'contoso.com', clientId: 'app', clientSecret: 'x' };

	test.each([
		['global', undefined, 'https://graph.microsoft.com'],
		['china', undefined, 'https://microsoftgraph.chinacloudapi.cn'],
		['dod', undefined, 'https://dod-graph.microsoft.us'],
		// A gateway hands bodies on as they are, so what stands in them is for Microsoft to read.
		['usgov', 'https://gateway.contoso.com/graph', 'https://graph.microsoft.us'],
		['usgov', 'http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
	])('%s, graphBaseUrl %s', (cloud, graphBaseUrl, base) => {
		expect(referenceBaseOf(parseConnection({ ...fields, cloud, graphBaseUrl }))).toBe(base);
	});
});

test('a hand-over in a national cloud goes through with its own references', async () => {
	const rehearsal = await inCloud('us-government');
	const { tenant, leaver } = rehearsal.sandbox;
	const [group] = tenant.groups;
	const id = tenant.users.find(({ profile }) => profile.userPrincipalName === leaver)?.profile.id;
	if (!group || !id) throw new Error('There is nothing to hand over.');
	Object.assign(group, { ownerIds: [id], memberIds: [id] });
	const offboarding = await rehearsal.lookUp(leaver ?? '');
	const outcome = await rehearsal.run(removeFromTeams, {}, offboarding);
	expect(outcome).toMatchObject({ status: 'done', verified: true });
	expect(group.ownerIds).toEqual([offboarding.manager?.id]);
});
