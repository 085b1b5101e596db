import { statfs } from 'node:fs/promises';
import { PORTAL_MIGRATIONS } from '../database/migrations';
import type { Services } from '../services';

/** Below this a record may not be written. */
const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** What keeps the portal from being ready, a word each; nothing of what went wrong inside. */
export async function troubles(services: Services): Promise<readonly string[]> {
	const checks = await Promise.all([
		isFine(() => hasAllMigrations(services)).then((fine) => (fine ? [] : ['database'])),
		isFine(() => hasRoom(services)).then((fine) => (fine ? [] : ['disk'])),
	]);
	return checks.flat();
}

/** Every runner does something each minute. */
const LONGEST_SILENCE_MS = 5 * 60_000;
const STARTED = performance.now();

/**
 * What is wrong although the portal itself can work: that no runner does, so that nothing scheduled starts. A portal that
 * was taken out of service for it would only hide that.
 *
 * @param upMs how long this process has been there: a runner that starts with it is not late yet
 */
export async function warnings(
	{ runner }: Services,
	upMs: number = performance.now() - STARTED,
): Promise<readonly string[]> {
	const seen = await runner.schedulerSeen().catch(() => null);
	// What is wrong with the database is told elsewhere.
	if (seen === null) return [];
	if (seen.at === null && upMs < LONGEST_SILENCE_MS) return [];
	if (seen.at !== null && seen.now.getTime() - seen.at.getTime() < LONGEST_SILENCE_MS) return [];
	const since = seen.at === null ? 'no runner has worked yet' : seen.at.toISOString();
	return [`scheduler: nothing scheduled starts (last seen: ${since})`];
}

async function isFine(check: () => Promise<boolean>): Promise<boolean> {
	return await check().catch(() => false);
}

/** Reaches the database, and finds it as this version needs it. */
async function hasAllMigrations({ db }: Services): Promise<boolean> {
	const rows = (await db
		.selectFrom('portal_migration' as never)
		.selectAll()
		.execute()) as unknown as readonly { readonly name: string }[];
	const done = new Set(rows.map(({ name }) => name));
	return Object.keys(PORTAL_MIGRATIONS).every((name) => done.has(name));
}

async function hasRoom({ config }: Services): Promise<boolean> {
	const { bavail, bsize } = await statfs(config.dataFolder);
	return bavail * bsize >= LEAST_FREE_BYTES;
}
