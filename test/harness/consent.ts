import { startSandbox, type Sandbox } from '../../runner';
import { testPortal, type Browser, type TestPortal } from './portal';

/** A portal with an app registration of its own, and the simulated Microsoft that knows it. */
export async function portalWithApp(
	settings: NodeJS.ProcessEnv = {},
): Promise<{ portal: TestPortal; sandbox: Sandbox }> {
	const sandbox = await startSandbox({ port: 0, users: 30, seed: 5 });
	const { clientId, clientSecret } = sandbox.connection;
	const isByCertificate = settings.OFFBOARDIQ_APP_CERTIFICATE_FILE !== undefined;
	const portal = await testPortal({
		OFFBOARDIQ_APP_CLIENT_ID: clientId,
		...(isByCertificate ? {} : { OFFBOARDIQ_APP_CLIENT_SECRET: clientSecret }),
		OFFBOARDIQ_APP_LOGIN_URL: sandbox.url,
		OFFBOARDIQ_APP_GRAPH_URL: sandbox.url,
		...settings,
	});
	return { portal, sandbox };
}

/** Opens a page of the simulated Microsoft, presses one of its links, and says where it leads back to. */
export async function atMicrosoft(
	address: string | null,
	choice: Record<string, string>,
): Promise<string> {
	const url = new URL(address ?? '');
	for (const [name, value] of Object.entries(choice)) url.searchParams.set(name, value);
	const answer = await fetch(url, { redirect: 'manual' });
	const back = new URL(answer.headers.get('location') ?? `http://none/${await answer.text()}`);
	return `${back.pathname}${back.search}`;
}

/** The address of the consent. */
export const begin = async (browser: Browser): Promise<string | null> =>
	(await browser.post('/settings/integrations/consent', { scope: 'tenant' })).location;

/** Accepts as an admin, and says where to sign in. */
export async function consented(browser: Browser): Promise<string | null> {
	const back = await atMicrosoft(await begin(browser), { decision: 'accept' });
	return (await browser.get(back)).location;
}

/** Somebody who holds a role, or with null none at all. */
export function personWith({ tenant }: Sandbox, role: string | null): string {
	const definition = tenant.roleDefinitions.find(({ displayName }) => displayName === role);
	const assignments = tenant.roleAssignments.filter(
		({ roleDefinitionId }) => role === null || roleDefinitionId === definition?.id,
	);
	const holders = new Set(assignments.map(({ principalId }) => principalId));
	const found = tenant.users.find(({ profile }) => holders.has(profile.id) === (role !== null));
	return found?.profile.id ?? 'nobody';
}

/** Connects the sandbox by consent, and waits for its people. */
export async function connectByConsent(sandbox: Sandbox, browser: Browser): Promise<void> {
	const as = personWith(sandbox, 'Global Administrator');
	await browser.get(await atMicrosoft(await consented(browser), { as }));
	await synced(browser);
}

/** The page of the employees once no sync goes on. */
export async function synced(browser: Browser): Promise<string> {
	for (let tries = 0; tries < 200; tries++) {
		const { text } = await browser.get('/employees');
		if (!text.includes('every 1s')) return text;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error('The sync did not end');
}
