import { AxeBuilder } from '@axe-core/playwright';
import { type Browser as Chrome, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChrome } from '../harness/chrome';
import { can, ROLES, type Role } from '../../portal/team/roles';
import {
	connectSandbox,
	linkTo,
	offboarded,
	owner,
	PASSWORD,
	testPortal,
	type Browser,
	type TestPortal,
} from '../harness/portal';

let portal: TestPortal;
let boss: Browser;
let chrome: Chrome;

beforeAll(async () => {
	portal = await testPortal();
	boss = await owner(portal, 'owner@corp.example');
	const person = await connectSandbox(portal, boss);
	await offboarded(portal, boss, person);
	const people = (await boss.get('/employees')).text;
	const user = (address: string) =>
		new RegExp(`/employees/([0-9a-f-]{36})"[^]*?${address}`).exec(people)?.[1] ?? '';
	await boss.post('/settings/templates', { name: 'Standard leaver' });
	const rule = { name: 'Tell IT', trigger: 'offboarding.completed' };
	await boss.post('/automations', { ...rule, url: 'https://hooks.example.com/it' });
	await boss.post('/team/invitations', { emails: 'open@corp.example', role: 'viewer' });
	const next = [...people.matchAll(/href="\/employees\/([0-9a-f-]{36})"/g)].map(
		([, id]) => id ?? '',
	);
	const other = [...new Set(next)].find((id) => id !== person) ?? user('adele');
	const page = (await boss.get(`/employees/${other}`)).text;
	const confirm = /data-copy="([^"]+@[^"]+)"/.exec(page)?.[1] ?? '';
	const later = { when: 'later', at: '2027-02-20T18:00', zone: 'UTC' };
	await boss.post('/offboardings', { user: other, confirm, ...later });
	await boss.post('/bulks', { people: confirm, confirm: 'offboard 1' });
	chrome = await openChrome();
}, 180_000);

afterAll(async () => {
	await chrome?.close();
	await portal.close();
});

async function signIn(page: Page, email: string): Promise<void> {
	await page.goto(`${portal.url}/auth/signin`);
	await page.fill('#email', email);
	await page.fill('#password', PASSWORD);
	await page.click('main button[type=submit]');
	await page.waitForURL(`${portal.url}/`);
}

/** By the sign-in, or by the mail with the invitation: as each of them comes for the first time. */
async function come(page: Page, role: Role): Promise<void> {
	if (role === 'owner') {
		await signIn(page, 'owner@corp.example');
	} else {
		const email = `${role}@corp.example`;
		await boss.post('/team/invitations', { emails: email, role });
		await page.goto(portal.url + (await linkTo(portal, email, '/join/')));
		await page.fill('#name', role);
		await page.fill('#password', PASSWORD);
		await page.click('main button[type=submit]');
	}
	await page.waitForURL(`${portal.url}/`);
}

/** The declared route of an address, as `METHOD /path/:id`; null for none. */
function routeOf(method: string, address: string): string | null {
	const { pathname } = new URL(address, portal.url);
	const fits = portal.routes
		.filter((route) => route.method === method)
		.filter(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`).test(pathname))
		// What is written out goes before what is a parameter.
		.sort((a, b) => a.path.split(':').length - b.path.split(':').length);
	return fits[0] ? `${method.toUpperCase()} ${fits[0].path}` : null;
}

const FILES =
	/\.(pdf|csv|zip|txt|json|pem)$|\/audit\/export|\/addenda\/|\/certificate|^\/reports\/[^?]/;

/** What a page offers: where it leads, and what can be sent from it. */
const OFFERED = `(() => {
	const links = [...document.querySelectorAll('a[href]')].map((a) => a.href);
	const parts = [...document.querySelectorAll('[hx-get]')].map((e) => new URL(e.getAttribute('hx-get'), location).href);
	const forms = [...document.forms].filter((f) => f.method === 'post').map((f) => f.getAttribute('action') || location.href);
	const buttons = [...document.querySelectorAll('button[formaction]')].map((b) => b.formAction);
	return { links: [...links, ...parts], posts: [...forms, ...buttons].map((a) => new URL(a, location).href) };
})()`;

interface Seen {
	/** Every route that some page leads to or sends to. */
	readonly routes: Set<string>;
	readonly complaints: string[];
}

/** Goes wherever the pages lead, one page of each kind, and looks at each. */
async function seeEverything(page: Page, isLookedAt: boolean): Promise<Seen> {
	const [routes, complaints] = [new Set<string>(), [] as string[]];
	const open = [`${portal.url}/`];
	const been = new Set<string>();
	for (let address = open.shift(); address !== undefined; address = open.shift()) {
		const response = await page.goto(address);
		const path = address.slice(portal.url.length);
		if (response?.status() !== 200) complaints.push(`${response?.status()} ${path}`);
		const faults = isLookedAt ? await faultsOf(page) : [];
		complaints.push(...faults.map((fault) => `${path}: ${fault}`));
		const { links, posts } = await page.evaluate<{ links: string[]; posts: string[] }>(OFFERED);
		for (const post of posts) routes.add(routeOf('post', post) ?? `POST nowhere: ${post}`);
		for (const link of links) {
			const { origin, pathname, searchParams } = new URL(link);
			const route = routeOf('get', link);
			if (origin !== portal.url || route === null) continue;
			routes.add(route);
			// The form shows more once somebody is chosen.
			const kind = `${route} ${searchParams.get('user') === null ? '' : 'of somebody'}`;
			if (been.has(kind) || FILES.test(pathname)) continue;
			been.add(kind);
			open.push(link.split('#')[0] ?? link);
		}
	}
	return { routes, complaints };
}

async function faultsOf(page: Page): Promise<string[]> {
	const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
	const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
	// A part of a page has no title of its own.
	return violations
		.filter(({ id }) => !['document-title', 'html-has-lang'].includes(id))
		.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`);
}

const mayOf = (role: Role, route: string): boolean => {
	const [method, path] = route.split(' ');
	const found = portal.routes.find((one) => `${one.method.toUpperCase()} ${one.path}` === route);
	if (!found) throw new Error(`${method} ${path} is no route`);
	return found.access === 'anybody' || found.access === 'signedIn' || can(role, found.access);
};

/** What the two between them see is made of the same parts. */
const AT_THE_ENDS: ReadonlySet<Role> = new Set(['owner', 'viewer']);
const AFTER_TRIAL = [
	...['POST /team/members/:id/remove', 'POST /team/invitations/:id/revoke'],
	...['POST /schedules/:id/cancel', 'POST /offboardings/:id/undo', 'GET /reports/:id'],
	...['POST /settings/integrations/remove', 'POST /settings/export', 'POST /settings/delete'],
];
const routesOf = new Map<Role, ReadonlySet<string>>();

// Whoever comes last finds the others in the team.
it.each(['viewer', 'manager', 'admin', 'owner'] as const)(
	'%s walks from the first page to all the others, and no way leads to a refusal',
	async (role) => {
		const context = await chrome.newContext({ viewport: { width: 1280, height: 800 } });
		const page = await context.newPage();
		await come(page, role);
		const { routes, complaints } = await seeEverything(page, AT_THE_ENDS.has(role));
		expect(complaints).toEqual([]);
		expect([...routes].filter((route) => !mayOf(role, route))).toEqual([]);
		routesOf.set(role, routes);
		await context.close();
	},
	180_000,
);

// Whoever was there when it ended: nobody is invited any more.
it.each(['viewer', 'manager', 'admin', 'owner'] as const)(
	'%s is offered nothing after the trial that is refused then, and is told why',
	async (role) => {
		if (role === 'viewer') portal.wait(14 * 24 * 3_600_000 + 60_000);
		const context = await chrome.newContext({ viewport: { width: 1280, height: 800 } });
		const page = await context.newPage();
		await signIn(page, `${role}@corp.example`);
		expect(await page.textContent('main')).toContain('Your trial has ended');
		// The same pages, with less on them.
		const { routes, complaints } = await seeEverything(page, false);
		expect(complaints).toEqual([]);
		const refused = portal.routes
			.filter(({ afterTrial }) => !afterTrial)
			.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
		expect(refused).toContain('POST /offboardings');
		expect([...routes].filter((route) => !mayOf(role, route) || refused.includes(route))).toEqual(
			[],
		);
		// What takes rights away, stops something or lets somebody leave is found all the same.
		for (const route of AFTER_TRIAL) {
			expect([route, routes.has(route)]).toEqual([route, mayOf(role, route)]);
		}
		await context.close();
	},
	180_000,
);

it.each(ROLES)('%s finds all that the role may do', (role) => {
	const own = routesOf.get(role);
	const everything = [...(routesOf.get('owner') ?? [])];
	expect(everything.length).toBeGreaterThan(60);
	expect(everything.filter((route) => mayOf(role, route) && !own?.has(route))).toEqual([]);
});

it('what nobody came past needs something that is not here', () => {
	const seen = routesOf.get('owner');
	const hidden = portal.routes
		.filter(({ access }) => access !== 'anybody')
		.map(({ method, path }) => `${method.toUpperCase()} ${path}`)
		.filter((route) => !seen?.has(route));
	expect(hidden).toMatchInlineSnapshot(`
		[
		  "POST /auth/verify-again",
		  "POST /account/mfa/confirm",
		  "POST /account/mfa/remove",
		  "GET /account/mfa/codes",
		  "GET /account/mfa/codes.txt",
		  "POST /account/mfa/codes/kept",
		  "POST /account/mfa/codes",
		  "POST /account/delete",
		  "POST /account/microsoft/connect",
		  "POST /account/microsoft/disconnect",
		  "GET /welcome/organisation",
		  "POST /welcome/organisation",
		  "GET /welcome/team",
		  "POST /welcome/team",
		  "GET /welcome/connect",
		  "POST /welcome/connect",
		  "POST /welcome/later",
		  "POST /settings/integrations/consent",
		  "GET /connect/microsoft/consented",
		  "GET /connect/microsoft/proved",
		  "GET /employees/sync/state",
		  "GET /employees/sync/review",
		  "GET /offboardings/preview",
		  "POST /offboardings/preview",
		  "POST /offboardings/reply",
		  "POST /offboardings/:id/cancel",
		  "POST /schedules/:id/change/preview",
		  "POST /schedules/:id/change/reply",
		  "POST /schedules/:id/confirm",
		  "GET /schedules/:id/people",
		  "GET /schedules/:id/people/preview",
		  "POST /schedules/:id/people/check",
		  "POST /schedules/:id/people",
		  "POST /schedules/:id/people/remove",
		  "POST /bulks/change",
		  "POST /bulks",
		  "POST /bulks/:id/cancel",
		  "GET /offboardings/:id/events",
		  "GET /bulks/:id/events",
		  "GET /offboardings/:id/wipes/:device",
		  "POST /offboardings/:id/wipes/:device",
		  "GET /offboardings/:id/dealt-with",
		  "POST /offboardings/:id/dealt-with",
		  "GET /offboardings/:id/again",
		  "POST /offboardings/:id/again",
		  "GET /offboardings/:id/steps/:key/again",
		  "POST /offboardings/:id/steps/:key/again",
		  "GET /offboardings/:id/undos/:number",
		  "GET /reports/:id/undos/:number",
		  "GET /approvals/:id",
		  "GET /approvals/:id/preview",
		  "POST /approvals/:id/approve",
		  "POST /approvals/:id/decline",
		  "POST /approvals/:id/withdraw",
		  "GET /reports/:id/addenda/:number",
		  "POST /automations/:id/arrived",
		  "POST /automations/:id/resume",
		  "POST /views",
		  "GET /views/:id",
		  "POST /views/:id",
		  "POST /views/:id/delete",
		  "POST /settings/delete/undo",
		  "GET /billing/paid",
		  "POST /billing/card",
		  "GET /billing/change",
		  "POST /billing/change",
		  "GET /billing/cancel",
		  "POST /billing/cancel",
		  "POST /billing/resume",
		  "POST /billing/change/undo",
		  "GET /billing/invoices/:id/pdf",
		  "GET /billing/invoices/:id/original",
		]
	`);
});
