import { AxeBuilder } from '@axe-core/playwright';
import sparticuz from '@sparticuz/chromium';
import {
	chromium,
	type Browser as Chrome,
	type BrowserContextOptions,
	type Page,
} from 'playwright-core';
import type { Browser } from './portal';

/** A real browser, without a window. */
export async function openChrome(): Promise<Chrome> {
	return await chromium.launch({
		executablePath: await sparticuz.executablePath(),
		// Its own suggestions switch the web's security off, and run everything in one process.
		args: ['--no-sandbox'],
	});
}

/** A page of it in which somebody is signed in. */
export async function pageOf(
	chrome: Chrome,
	browser: Pick<Browser, 'cookie'>,
	url: string,
	options: BrowserContextOptions = {},
): Promise<Page> {
	const context = await chrome.newContext(options);
	const [name = '', value = ''] = (browser.cookie ?? '').split('=');
	await context.addCookies([{ name, value, url }]);
	return await context.newPage();
}

/** Axe's findings of WCAG 2.2 AA on a page, and how much too wide it is. */
export async function findingsOn(page: Page): Promise<readonly string[]> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
		.analyze();
	const found = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
	const width = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
	return width > 0 ? [...found, `${width} px too wide`] : found;
}
