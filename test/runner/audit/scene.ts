import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { STEPS } from '../../../nodes/shared/step/vocabulary';
import type { NewEntry } from '../../../runner/audit/acts';
import { auditOf } from '../../../runner/audit/audit-of';
import type { Db } from '../../../runner/database/db';
import { claimDevice, settleClaim } from '../../../runner/journal/device-claims';
import { settleEffects, writeIntents } from '../../../runner/journal/effects';
import { Journal } from '../../../runner/journal/journal';
import { offboarding, item, outcome, START } from '../../harness/outcomes';

export const scratch = () => mkdtempSync(join(tmpdir(), 'oiq-audit-'));

/** Adds entries in a transaction of their own. */
export async function append(db: Db, ...entries: NewEntry[]): Promise<void> {
	await db.transaction().execute((tx) => auditOf(db).append(tx, entries));
}

export const checkpoint = (db: Db) => db.transaction().execute((tx) => auditOf(db).checkpoint(tx));

/** Everything in the log, oldest first. */
export const entriesIn = (db: Db) =>
	db.selectFrom('audit_entry').selectAll().orderBy('seq').execute();

/** Somebody who leaves in an arranged run. */
export interface Leaver {
	readonly name: string;
	readonly upn: string;
	readonly id: string;
	readonly device: string;
}

/** The n-th leaver. */
export function leaver(n: number): Leaver {
	const tail = String(n).padStart(12, '0');
	return {
		name: `Canary Quetzal ${n}`,
		upn: `canary${n}@contoso.com`,
		id: `aaaaaaaa-0000-4000-8000-${tail}`,
		device: `dddddddd-0000-4000-8000-${tail}`,
	};
}

/**
 * Writes a whole run down as the runner does, without a tenant: every step ends, a device is wiped, a PDF is filed.
 *
 * @param answer `open`: that to the wipe was lost
 * @returns its id
 */
export async function wholeRun(
	db: Db,
	reports: string,
	who: Leaver,
	answer: 'done' | 'open' = 'done',
): Promise<string> {
	const journal = new Journal(db);
	const held = await journal.start(
		{
			user: who.upn,
			manager: null,
			requestedBy: 'ben',
			ticket: 'T-1',
			requestedAt: START,
			dryRun: false,
			tenantId: 'tenant',
			cloud: 'global',
			reportFolder: reports,
			breakGlass: [],
		},
		'OFF',
		'host/1/a',
	);
	const { employee } = offboarding();
	const about = { ...employee, id: who.id, userPrincipalName: who.upn, displayName: who.name };
	const seen = offboarding({ employee: about });
	await journal.lookedUp(held, seen);
	for (const { key } of STEPS) {
		await journal.stepStarted(held, key, START);
		if (key === 'wipeDevices') {
			const path = `/v1.0/deviceManagement/managedDevices/${who.device}/wipe`;
			const target = { target: `LAPTOP of ${who.name}`, targetId: who.device };
			const wipe = { effect: 'atMostOnce', method: 'POST', path, about: target } as const;
			await claimDevice(db, held, who.device, 'wipe');
			const [id = 0] = await writeIntents(db, held, key, [wipe]);
			const end = { status: 204, requestId: 'r-1', attempts: 1 };
			await settleEffects(db, held, [{ id, state: answer, ...end }]);
			if (answer === 'open') await settleClaim(db, held, who.device, 'open', null);
		}
		const items = [item(`${who.name}, ${key}`)];
		await journal.stepFinished(held, outcome(key, { items }), seen);
	}
	const pdf = `%PDF-1.7 the record of ${who.name}\n`;
	const path = join(reports, `${held.id}.pdf`);
	writeFileSync(path, pdf);
	const report = { path, sha256: createHash('sha256').update(pdf).digest('hex') };
	await journal.finish(held, { status: 'completed', message: null, report });
	return held.id;
}
