import { connectSandbox, owner, testPortal, type Browser, type TestPortal } from './portal';

/**
 * Where most tests of the portal begin: an owner who has connected the rehearsal tenant.
 *
 * @param address the owner's
 */
export async function rehearsed(
	address = 'owner@corp.example',
): Promise<{ readonly portal: TestPortal; readonly browser: Browser }> {
	const portal = await testPortal();
	const browser = await owner(portal, address);
	await connectSandbox(portal, browser);
	return { portal, browser };
}
