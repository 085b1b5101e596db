import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, TestPortal } from './portal';

export const GOOD = '4242 4242 4242 4242';
export const DECLINED = '4000 0000 0000 0002';
export const DECLINED_LATER = '4000 0000 0000 0341';

/** What a form on a page of the simulated Stripe leads to. */
export async function sendAt(
	url: string,
	form: Record<string, string>,
): Promise<{ readonly status: number; readonly location: string | null; readonly text: string }> {
	const body = new URLSearchParams(form);
	const answer = await fetch(url, { method: 'POST', body, redirect: 'manual' });
	const location = answer.headers.get('location');
	return { status: answer.status, location, text: await answer.text() };
}

/** Chooses a plan and pays it, as far as Stripe’s page. @returns the address to come back to */
export async function pay(
	browser: Browser,
	plan: string,
	period = 'month',
	name = '',
): Promise<string> {
	const opened = await browser.post('/billing/checkout', { plan, period });
	if (opened.status !== 303) throw new Error(`checkout: ${opened.status} ${opened.text}`);
	const paid = await sendAt(opened.location ?? '', { card: GOOD, name, line1: name, city: '' });
	if (paid.status !== 303) throw new Error(`payment: ${paid.status} ${paid.text}`);
	const back = new URL(paid.location ?? '');
	return `${back.pathname}${back.search}`;
}

/** The same, and back. */
export async function buy(browser: Browser, plan: string, period = 'month'): Promise<void> {
	await browser.get(await pay(browser, plan, period));
}

/** Where the simulated Stripe of a portal is. */
export async function stripeOf(browser: Browser): Promise<string> {
	const page = (await browser.get('/billing')).text;
	const url = /href="(http:\/\/127\.0\.0\.1:\d+)"/.exec(page)?.[1];
	if (url === undefined) throw new Error('There is no simulated Stripe.');
	return url;
}

/** Moves a customer’s time. @param to `end` of the period, or so many days */
export async function ahead(
	stripe: string,
	portal: TestPortal,
	organisationId: string,
	to: 'end' | number,
): Promise<void> {
	const [row] = await rows<{ customer_id: string }>(portal, 'billing_customer', organisationId);
	const days = to === 'end' ? '0' : String(to);
	const form = { customer: row?.customer_id ?? '', to: to === 'end' ? 'end' : 'days', days };
	const answer = await sendAt(`${stripe}/_/ahead`, form);
	if (answer.status !== 303) throw new Error(answer.text);
}

/** Rows of an organisation. */
export async function rows<T>(portal: TestPortal, table: string, id: string): Promise<T[]> {
	return (await portal.runner.db
		.selectFrom(table as never)
		.selectAll()
		.where('organisation_id' as never, '=', id as never)
		.execute()) as T[];
}

/** The organisation of a domain. */
export async function organisationOf(portal: TestPortal, domain: string): Promise<string> {
	const all = (await portal.runner.db
		.selectFrom('organisation' as never)
		.selectAll()
		.execute()) as { id: string; domain: string }[];
	return all.find((one) => one.domain === domain)?.id ?? 'none';
}

/** Waits until something is so. */
export async function until(what: () => Promise<boolean>): Promise<void> {
	for (let tries = 0; tries < 200; tries++) {
		if (await what()) return;
		await sleep(50);
	}
	throw new Error('It did not come to that.');
}
