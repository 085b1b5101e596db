import type { ICredentialTestFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { testGraphCredential } from '../../../../nodes/shared/n8n/credential';
import { searchEmployees } from '../../../../nodes/shared/n8n/employeeProperty';
import { eachRehearsal } from '../../../harness/eachRehearsal';

const test = eachRehearsal();

/** The one thing of n8n that both use: the credential's fields. */
function credential(more: object = {}): object {
	return { authentication: 'clientSecret', ...test.scene.sandbox.connection, ...more };
}

async function search(filter?: string, token?: string) {
	const context = { getCredentials: async () => credential() } as unknown as ILoadOptionsFunctions;
	return await searchEmployees.call(context, filter, token);
}

async function testCredential(data: object) {
	const decrypted = { id: '1', name: 'a', type: 'offboardGraphApi', data };
	return await testGraphCredential.call({} as ICredentialTestFunctions, decrypted as never);
}

describe('the list of employees', () => {
	it('shows names with their UPN, because names are not unique', async () => {
		const { results } = await search('Anna Schmidt');
		expect(results.map(({ name }) => name).sort()).toEqual([
			'Anna Schmidt (anna.schmidt2@rehearsal.example)',
			'Anna Schmidt (anna.schmidt@rehearsal.example)',
		]);
		expect(results[0]?.value).toMatch(/^[0-9a-f-]{36}$/);
	});

	it('goes on over the page until everybody was shown, each once', async () => {
		const ids = new Set<unknown>();
		let token: string | undefined;
		let pages = 0;
		do {
			const page = await search(undefined, token);
			for (const { value } of page.results) ids.add(value);
			token = page.paginationToken;
			pages += 1;
		} while (token !== undefined && pages < 10);
		expect(pages).toBeGreaterThan(1);
		expect(ids.size).toBe(test.scene.sandbox.tenant.users.length);
	});

	it.each(["O'Brien", "x') or startsWith(displayName,'A", '%', '#', 'a&$top=1'])(
		'takes %s for text',
		async (typed) => {
			await expect(search(typed)).resolves.toMatchObject({ results: [] });
		},
	);

	it('follows no page to another host', async () => {
		await expect(search(undefined, 'https://graph.example.com/v1.0/users')).rejects.toThrow(
			/another host/,
		);
	});
});

describe('the test of the credential', () => {
	it('needs no permission', async () => {
		test.scene.sandbox.tenant.app.permissions = [];
		expect(await testCredential(credential())).toEqual({
			status: 'OK',
			message: 'Signed in to Microsoft Entra.',
		});
		expect(test.scene.requests()).toEqual([]);
	});

	it.each([
		['a wrong secret', { clientSecret: 'wrong' }, /client secret is wrong.*AADSTS7000215/],
		['an unknown app', { clientId: 'not-the-app' }, /does not know this application.*AADSTS700016/],
		['no secret', { clientSecret: '' }, /clientSecret is missing/],
		['a tenant that is no id', { tenantId: 'my tenant' }, /tenantId is neither/],
		['plain http', { graphBaseUrl: 'http://graph.example.com' }, /plain http/],
		['half a certificate', { authentication: 'certificate' }, /certificate and privateKey/],
	])('says what is wrong with %s, in one line and without the secret', async (_, odd, message) => {
		const result = await testCredential(credential(odd));
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(message);
		expect(result.message).not.toContain('\n');
		expect(result.message).not.toContain(test.scene.sandbox.connection.clientSecret);
	});

	it('does not answer from memory: a secret that has expired since is an error', async () => {
		expect(await testCredential(credential())).toMatchObject({ status: 'OK' });
		test.scene.sandbox.tenant.app.secretExpired = true;
		const result = await testCredential(credential());
		expect(result.status).toBe('Error');
		expect(result.message).toContain('AADSTS7000222');
	});

	it('ignores what was typed for the other kind of credential', async () => {
		const result = await testCredential(credential({ certificate: 'rest', privateKey: 'rest' }));
		expect(result.status).toBe('OK');
	});
});
