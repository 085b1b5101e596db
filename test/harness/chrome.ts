import { join } from 'node:path';
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

/**
 * Looks at a page in both schemes and three widths, by axe and whether it is too wide.
 *
 * @param shots a folder for pictures; undefined: none are made
 * @returns what is wrong, each with where
 */
export async function lookInEach(
	page: Page,
	name: string,
	shots: string | undefined,
): Promise<readonly string[]> {
	const found: string[] = [];
	for (const [colorScheme, width] of [
		['light', 1280],
		['dark', 390],
		['light', 360],
	] as const) {
		// Colours turn over a moment, except for whoever wants no motion.
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height: 900 });
		await page.evaluate('scrollTo(0, 0)');
		const wrong = await findingsOn(page);
		found.push(...wrong.map((one) => `${name} ${colorScheme} ${width}: ${one}`));
		if (shots === undefined) continue;
		await page.screenshot({ path: join(shots, `${name}-${width}.png`), fullPage: true });
	}
	await page.setViewportSize({ width: 1280, height: 900 });
	return found;
}
