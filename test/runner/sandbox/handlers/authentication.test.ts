import { describe, expect, test } from 'vitest';
import { PASSWORD_METHOD_ID, PHONE_METHOD_IDS } from '../../../../runner/sandbox';
import { graphOf, idOf, person, sandboxFor, verdict } from '../client';

const COLLECTIONS: Record<string, string> = {
	microsoftAuthenticatorAuthenticationMethod: 'microsoftAuthenticatorMethods',
	phoneAuthenticationMethod: 'phoneMethods',
	fido2AuthenticationMethod: 'fido2Methods',
	softwareOathAuthenticationMethod: 'softwareOathMethods',
	windowsHelloForBusinessAuthenticationMethod: 'windowsHelloForBusinessMethods',
	emailAuthenticationMethod: 'emailMethods',
	temporaryAccessPassAuthenticationMethod: 'temporaryAccessPassMethods',
	externalAuthenticationMethod: 'externalAuthenticationMethods',
};

async function methodsOf(alias: string) {
	const sandbox = await sandboxFor();
	const graph = await graphOf(sandbox);
	const url = `/v1.0/users/${idOf(sandbox, alias)}/authentication`;
	const list = async () => (await graph('GET', `${url}/methods`)).body.value;
	const remove = async (collection: string, id: unknown) =>
		graph('DELETE', `${url}/${collection}/${String(id)}`);
	return { sandbox, graph, url, list, remove };
}

describe('sign-in methods', () => {
	test('always include the password, which has no way to go', async () => {
		const { list, remove } = await methodsOf('pradeep.gupta');
		expect((await list()).map((row) => row['id'])).toEqual([PASSWORD_METHOD_ID]);
		expect((await remove('passwordMethods', PASSWORD_METHOD_ID)).status).toBe(400);
		expect((await remove('methods', PASSWORD_METHOD_ID)).status).toBe(405);
	});

	test('of every kind go through their own collection, the default last', async () => {
		const { sandbox, list, remove } = await methodsOf('zoe.lukasiewicz');
		const { defaultMethodId } = person(sandbox, 'zoe.lukasiewicz');
		const rows = (await list()).filter((row) => row['id'] !== PASSWORD_METHOD_ID);
		expect(rows).toHaveLength(10);
		const alternateFirst = [...rows].sort(
			(a, b) =>
				Number(b['phoneType'] === 'alternateMobile') - Number(a['phoneType'] === 'alternateMobile'),
		);
		for (const row of alternateFirst.filter((one) => one['id'] !== defaultMethodId)) {
			const type = String(row['@odata.type']).replace('#microsoft.graph.', '');
			expect((await remove(COLLECTIONS[type] ?? type, row['id'])).status).toBe(204);
		}
		expect((await remove('microsoftAuthenticatorMethods', defaultMethodId)).status).toBe(204);
		expect(await list()).toHaveLength(1);
	});

	test('the default can not go while others are there, in the words of its kind', async () => {
		const authenticator = await methodsOf('adele.vance');
		const refused = await authenticator.remove(
			'microsoftAuthenticatorMethods',
			person(authenticator.sandbox, 'adele.vance').defaultMethodId,
		);
		expect(verdict(refused)).toBe('400 badRequest');
		expect(refused.body.error.message).toContain(
			"matches the user's current default authentication method",
		);
		const phone = await methodsOf('bartholomew.oyelaran');
		const other = await phone.remove('phoneMethods', PHONE_METHOD_IDS.mobile);
		expect(verdict(other)).toBe('400 badRequest');
		expect(other.body.error.message).toBe(
			'Cannot delete default method with other methods configured. Please change default method before deletion.',
		);
	});

	test('a pinned default goes only after the preference has changed in beta', async () => {
		const { sandbox, graph, url, remove } = await methodsOf('adele.vance');
		const adele = person(sandbox, 'adele.vance');
		const authenticator = adele.defaultMethodId;
		adele.defaultMethodIsPinned = true;
		const preferences = `${url.replace('v1.0', 'beta')}/signInPreferences`;
		const current = await graph('GET', preferences);
		expect(current.body['userPreferredMethodForSecondaryAuthentication']).toBe('push');
		const wish = (value: string) => ({ userPreferredMethodForSecondaryAuthentication: value });
		expect((await graph('PATCH', preferences, wish('voiceOffice'))).status).toBe(400);
		expect((await graph('PATCH', preferences, wish('sms'))).status).toBe(204);
		expect((await remove('microsoftAuthenticatorMethods', authenticator)).status).toBe(204);
		expect((await remove('phoneMethods', PHONE_METHOD_IDS.mobile)).status).toBe(204);
	});

	test('the mobile phone goes after the alternate one', async () => {
		const { remove } = await methodsOf('zoe.lukasiewicz');
		expect(verdict(await remove('phoneMethods', PHONE_METHOD_IDS.mobile))).toBe('400 badRequest');
		expect((await remove('phoneMethods', PHONE_METHOD_IDS.alternateMobile)).status).toBe(204);
		expect((await remove('phoneMethods', PHONE_METHOD_IDS.mobile)).status).toBe(204);
	});

	test('a method that is gone, or of another kind, answers 404', async () => {
		const { sandbox, remove } = await methodsOf('adele.vance');
		const id = person(sandbox, 'adele.vance').defaultMethodId;
		expect((await remove('fido2Methods', id)).status).toBe(404);
		expect((await remove('phoneMethods', PHONE_METHOD_IDS.mobile)).status).toBe(204);
		expect((await remove('phoneMethods', PHONE_METHOD_IDS.mobile)).status).toBe(404);
	});

	test('a hardware token can be listed and deleted in beta only', async () => {
		const { sandbox, graph, url, list } = await methodsOf('pradeep.gupta');
		const id = '1f3c5d7e-0000-4000-8000-00000000000a';
		person(sandbox, 'pradeep.gupta').methods.push({
			id,
			kind: 'hardwareOath',
			createdDateTime: '2026-01-01T00:00:00Z',
			details: {},
		});
		const type = '#microsoft.graph.hardwareOathAuthenticationMethod';
		expect((await list()).map((method) => method['@odata.type'])).not.toContain(type);
		const inBeta = await graph('GET', `${url.replace('v1.0', 'beta')}/methods`);
		expect(JSON.stringify(inBeta.body)).toContain(type);
		expect((await graph('DELETE', `${url}/hardwareOathMethods/${id}`)).status).toBe(400);
		expect(
			(await graph('DELETE', `${url.replace('v1.0', 'beta')}/hardwareOathMethods/${id}`)).status,
		).toBe(204);
	});
});
