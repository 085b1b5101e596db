import { generate } from 'otplib';
import type { Browser, TestPortal } from './portal';

/** The app on somebody's phone. */
export class AuthenticatorApp {
	readonly #portal: TestPortal;
	readonly #secret: string;

	constructor(portal: TestPortal, secret: string) {
		this.#portal = portal;
		this.#secret = secret;
	}

	/** The code it shows now. */
	code(): Promise<string> {
		return generate({
			secret: this.#secret,
			epoch: Math.floor(this.#portal.now().getTime() / 1_000),
		});
	}

	/** A code that was not used yet: the one of the next half minute, once it has come. */
	nextCode(): Promise<string> {
		this.#portal.wait(30_000);
		return this.code();
	}
}

/** Begins a set-up and adds the account to an app, as a person does it who types the key. */
export async function addToApp(portal: TestPortal, browser: Browser): Promise<AuthenticatorApp> {
	await browser.post('/account/mfa/begin');
	const page = (await browser.get('/account/mfa')).text;
	const secret = /data-copy="([A-Z2-7]{32})"/.exec(page)?.[1];
	if (secret === undefined) throw new Error(`No key is shown: ${page}`);
	return new AuthenticatorApp(portal, secret);
}

/** Turns two-step sign-in on. @returns the app, and the recovery codes that were shown */
export async function withApp(
	portal: TestPortal,
	browser: Browser,
): Promise<{ readonly app: AuthenticatorApp; readonly codes: readonly string[] }> {
	const app = await addToApp(portal, browser);
	const answer = await browser.post('/account/mfa/confirm', { 'new-code': await app.code() });
	if (answer.location !== '/account/mfa/codes') throw new Error(`Not turned on: ${answer.text}`);
	const { text } = await browser.get('/account/mfa/codes');
	return {
		app,
		codes: [...text.matchAll(/<li>([a-z2-9-]{19})<\/li>/g)].map(([, code]) => code ?? ''),
	};
}
