import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPortal, type Portal } from '../../portal';
import { portalLog } from '../../portal/http/log';
import { NO_LIMITS, openRunner, type Runner } from '../../runner';

const ROOT = resolve(__dirname, '..', '..');

/** A portal of its own in a folder of its own, with the built pack. */
export interface TestPortal {
	readonly url: string;
	readonly routes: Portal['routes'];
	readonly runner: Runner;
	readonly folder: string;
	readonly metricsPort: number | null;
	/** What it logged, JSON lines. */
	readonly log: readonly string[];
	/** The portal's clock. */
	now(): Date;
	/** Moves the portal's clock. */
	wait(milliseconds: number): void;
	/** A browser that nobody has used yet. */
	browser(): Browser;
	close(): Promise<void>;
}

/**
 * @param environment its settings
 * @param databaseUrl a Postgres database instead of a file in its folder
 */
export async function testPortal(
	environment: NodeJS.ProcessEnv = {},
	databaseUrl: string | null = null,
): Promise<TestPortal> {
	const folder = mkdtempSync(join(tmpdir(), 'oiq-portal-'));
	const workflowFile = join(ROOT, 'dist', 'workflows', 'offboarding.json');
	const runner = await openRunner({
		...{ dataFolder: folder, packFolder: ROOT, workflowFile, limiter: NO_LIMITS },
		...(databaseUrl === null ? {} : { environment: { ...process.env, DATABASE_URL: databaseUrl } }),
	});
	let ahead = 0;
	const log: string[] = [];
	const portal = await startPortal({
		...{ runner, dataFolder: folder, port: 0, environment },
		now: () => new Date(Date.now() + ahead),
		log: portalLog(
			{ OFFBOARDIQ_LOG_LEVEL: 'info' },
			{ write: (line: string) => void log.push(line) },
		),
	});
	return {
		...{ url: portal.url, routes: portal.routes, runner, folder, log },
		metricsPort: portal.metricsPort,
		now: () => new Date(Date.now() + ahead),
		wait: (milliseconds) => {
			ahead += milliseconds;
		},
		browser: () => new Browser(portal.url),
		close: async () => {
			await portal.close();
			await runner.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** An answer as a test looks at it. */
export interface Answer {
	readonly status: number;
	readonly location: string | null;
	readonly text: string;
	readonly headers: Headers;
}

const SESSION = 'oiq-session';

/** Keeps cookies and follows nothing by itself. */
export class Browser {
	readonly #url: string;
	readonly #jar = new Map<string, string>();

	constructor(url: string) {
		this.#url = url;
	}

	/** The cookie of the session, as it is sent. */
	get cookie(): string | null {
		const value = this.#jar.get(SESSION);
		return value === undefined ? null : `${SESSION}=${value}`;
	}

	set cookie(cookie: string | null) {
		if (cookie === null) this.#jar.delete(SESSION);
		else this.#keep(cookie);
	}

	#keep(cookie: string): void {
		const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=', 2);
		if (value === '') this.#jar.delete(name);
		else this.#jar.set(name, value);
	}

	get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
		return this.#send(path, { headers });
	}

	post(
		path: string,
		form: Record<string, string> = {},
		headers: Record<string, string> = {},
	): Promise<Answer> {
		return this.#send(path, { method: 'POST', body: new URLSearchParams(form), headers });
	}

	/** A form with a file. */
	upload(path: string, form: FormData): Promise<Answer> {
		return this.#send(path, { method: 'POST', body: form });
	}

	/** A file that is downloaded, by a form where there is one. */
	async download(path: string, form?: URLSearchParams): Promise<Buffer> {
		const init = form ? { method: 'POST', body: form } : {};
		const response = await this.#fetch(path, init);
		if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
		return Buffer.from(await response.arrayBuffer());
	}

	async #send(path: string, init: RequestInit): Promise<Answer> {
		const response = await this.#fetch(path, init);
		return {
			status: response.status,
			location: response.headers.get('location'),
			text: await response.text(),
			headers: response.headers,
		};
	}

	async #fetch(path: string, init: RequestInit): Promise<Response> {
		const headers = new Headers(init.headers);
		const cookies = [...this.#jar].map(([name, value]) => `${name}=${value}`);
		if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
		if (init.method === 'POST' && !headers.has('sec-fetch-site')) {
			headers.set('sec-fetch-site', 'same-origin');
		}
		const response = await fetch(this.#url + path, { ...init, headers, redirect: 'manual' });
		for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
		return response;
	}
}

export const PASSWORD = 'correct horse battery';

/** Somebody who signed up and is about to name the organisation. */
export async function signUp(portal: TestPortal, email: string): Promise<Browser> {
	const browser = portal.browser();
	await browser.post('/auth/signup', { name: nameOf(email), email, password: PASSWORD });
	return browser;
}

/** The Owner of a new organisation, with a confirmed address, through the wizard. */
export async function owner(portal: TestPortal, email: string): Promise<Browser> {
	const browser = await signUp(portal, email);
	await browser.post(await linkTo(portal, email, '/auth/verify/'));
	await browser.post('/welcome/organisation', { name: `${nameOf(email)} and friends` });
	await browser.post('/welcome/team', { skip: '1' });
	return browser;
}

/** Somebody whom an owner or admin invited and who joined. */
export async function joined(
	portal: TestPortal,
	by: Browser,
	email: string,
	role: string,
): Promise<Browser> {
	await by.post('/team/invitations', { emails: email, role });
	const browser = portal.browser();
	await browser.post(await linkTo(portal, email, '/join/'), {
		name: nameOf(email),
		password: PASSWORD,
	});
	return browser;
}

/** The newest link of a kind that was mailed to somebody, as a path. Some mails are written after the answer. */
export async function linkTo(portal: TestPortal, email: string, kind: string): Promise<string> {
	for (let tries = 0; tries < 40; tries++) {
		const outbox = (await portal.browser().get('/dev/outbox')).text;
		for (const mail of outbox.split('<article').slice(1)) {
			if (!mail.replaceAll('<wbr>', '').includes(`To ${email},`)) continue;
			const link = new RegExp(`href="https?://[^/"]+(${kind}[\\w-]+)"`).exec(mail)?.[1];
			if (link !== undefined) return link;
		}
		await sleep(50);
	}
	throw new Error(`No mail with ${kind} was sent to ${email}`);
}

/** Waits until a run has ended. */
export async function untilEnded(portal: TestPortal, id: string): Promise<void> {
	for (let tries = 0; tries < 600; tries++) {
		if ((await portal.runner.run(id))?.finishedAt) return;
		await sleep(100);
	}
	throw new Error(`${id} did not end`);
}

/** Offboards somebody of the directory at once, waits for the end, and gives the number of the run. */
export async function offboarded(
	portal: TestPortal,
	browser: Browser,
	person: string,
): Promise<string> {
	const page = (await browser.get(`/employees/${person}`)).text;
	const confirm = /data-copy="([^"]+@[^"]+)"/.exec(page)?.[1] ?? '';
	const started = await browser.post('/offboardings', { user: person, confirm });
	const id = started.location?.split('/').at(-1) ?? 'none';
	await untilEnded(portal, id);
	return id;
}

const nameOf = (email: string): string => email.split('@')[0] ?? email;

/** Connects the organisation's simulated tenant and waits until its people are there. */
export async function connectSandbox(portal: TestPortal, browser: Browser): Promise<string> {
	await browser.post('/settings/integrations/connect', { kind: 'sandbox' });
	for (let tries = 0; tries < 200; tries++) {
		const page = (await browser.get('/employees')).text;
		const person = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1];
		if (person !== undefined) return person;
		await sleep(100);
	}
	throw new Error(`No people came: ${portal.log.join('')}`);
}
