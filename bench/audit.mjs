// The audit log: what it costs a run, and what a million entries cost whoever exports and checks them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import auditOfModule from '../dist/runner/audit/audit-of.js';
import deskModule from '../dist/runner/audit/desk.js';
import openModule from '../dist/runner/database/open.js';
import { median, row } from './table.mjs';

const { auditOf } = auditOfModule;
const { AuditDesk } = deskModule;
const { openDatabase } = openModule;
const BIN = fileURLToPath(new URL('../runner/bin/offboardiq.js', import.meta.url));
const ENTRIES = Number(process.env.ENTRIES ?? 1_000_000);
const RUNS = 200;

const KEYS = ['disableAccount', 'resetPassword', 'revokeSessions', 'removeMfaMethods'].concat(
	['removeAdminRoles', 'forwardEmail', 'setOutOfOffice', 'wipeDevices', 'removeFromTeams'],
	['compliancePdf'],
);
const steps = KEYS.map((key) => ({ key, status: 'done', verified: true }));
const counted = steps.map((step) => ({ ...step, items: { done: 2 } }));
const items = Array.from({ length: 2 }, () => ({
	target: 'Some Group of Contoso',
	status: 'done',
}));
const results = KEYS.map((key) => ({ key, summary: 'It was done and read back.', items }));

/** What the log gets of one run, one array for each transaction. */
const entriesOf = (run) => [
	[
		{
			...{
				type: 'offboarding.requested',
				actor: 'ben',
				run,
				facts: { tenant: 't', dryRun: false },
			},
			personal: { user: 'adele.vance@contoso.com', manager: null, ticket: null },
		},
	],
	[
		{
			...{ type: 'offboarding.begun', run, facts: { tenant: 't', simulated: true } },
			personal: { employee: { id: run, displayName: 'Adele Vance' }, manager: null },
		},
	],
	[
		{
			type: 'device.sending',
			run,
			facts: { action: 'wipe' },
			hashed: { device: run },
			personal: {},
		},
	],
	[
		{
			type: 'device.requested',
			run,
			facts: { action: 'wipe' },
			hashed: { device: run },
			personal: {},
		},
	],
	[{ type: 'offboarding.results', run, facts: { steps: counted }, personal: { results } }],
	[
		{ type: 'offboarding.recorded', run, facts: { pdf: 'a'.repeat(64), json: 'b'.repeat(64) } },
		{ type: 'offboarding.ended', run, facts: { status: 'completed', steps }, personal: {} },
	],
];

const inFolder = async (work) => {
	const folder = mkdtempSync(join(tmpdir(), 'offboardiq-audit-'));
	try {
		await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
};

/** The transactions of a run, with their entries and without: what is measured is the difference. */
async function costOfARun(folder, engine) {
	const db = await openDatabase(folder, { OFFBOARDIQ_SQLITE: engine });
	const audit = auditOf(db);
	await db.transaction().execute((tx) => audit.checkpoint(tx));
	const run = async (id, isAudited) => {
		const began = performance.now();
		for (const [index, entries] of entriesOf(id).entries()) {
			await db.transaction().execute(async (tx) => {
				const key = { series: `${id}${isAudited}`, year: index, last: 1 };
				await tx.insertInto('run_number').values(key).execute();
				if (!isAudited) return;
				const isSigned = entries[0].type === 'offboarding.results';
				await (isSigned ? audit.appendAndSign(tx, entries) : audit.append(tx, entries));
			});
		}
		return performance.now() - began;
	};
	const times = { true: [], false: [] };
	// One with, one without: whatever else this machine does meets both alike.
	for (let n = 0; n < RUNS * 2; n += 1) times[n % 2 === 0].push(await run(`OFF-${n}`, n % 2 === 0));
	await db.destroy();
	return median(times.true) - median(times.false);
}

/** Fills a log, and has it exported and checked. */
async function million(folder) {
	const db = await openDatabase(folder, { OFFBOARDIQ_SQLITE: 'node' });
	const audit = auditOf(db);
	for (let n = 0; n < ENTRIES; n += 7 * 500) {
		const ids = Array.from({ length: 500 }, (_, m) => `OFF-2026-${n + m}`);
		const entries = ids.flatMap((id) => entriesOf(id).flat());
		await db.transaction().execute((tx) => audit.append(tx, entries));
	}
	const desk = new AuditDesk(db);
	const rss = () => process.memoryUsage().rss / 2 ** 20;
	const measured = async (work) => {
		globalThis.gc?.();
		const [began, before] = [performance.now(), rss()];
		let peak = before;
		const timer = setInterval(() => (peak = Math.max(peak, rss())), 20);
		await work();
		clearInterval(timer);
		const seconds = ((performance.now() - began) / 1_000).toFixed(1);
		return { seconds, grown: Math.max(peak, rss()) - before };
	};
	const actor = 'bench';
	const table = { file: join(folder, 'audit.csv'), from: null, to: null, actor };
	const csv = await measured(() => desk.exportCsv(table));
	const bundle = join(folder, 'bundle');
	const request = { folder: bundle, from: null, personal: false, actor };
	const whole = await measured(() => desk.exportBundle(request));
	await db.destroy();
	const size = Math.round(statSync(join(bundle, 'entries.jsonl')).size / 2 ** 20);
	const count = ENTRIES.toLocaleString('en');
	const target = 'no growth (< 150 MiB)';
	row(
		`audit: ${count} entries as CSV`,
		`${csv.seconds} s, ${Math.round(csv.grown)} MiB more memory`,
		{
			...{ target, met: csv.grown < 150 },
		},
	);
	row(
		`audit: ${count} entries as a bundle (${size} MiB)`,
		`${whole.seconds} s, ${Math.round(whole.grown)} MiB more memory`,
		{ target, met: whole.grown < 150 },
	);
	return bundle;
}

function verify(bundle) {
	const began = performance.now();
	const { stdout, status } = spawnSync(process.execPath, [BIN, 'verify', bundle, '--json'], {
		encoding: 'utf8',
	});
	const seconds = (performance.now() - began) / 1_000;
	// The made-up log has no PDFs, so their absence is all that is found.
	const bad = JSON.parse(stdout).findings.filter(({ holds }) => !holds);
	const isRight = status === 1 && bad.length === 1 && bad[0].check === 'records';
	row(`audit: verify ${ENTRIES.toLocaleString('en')} entries`, `${seconds.toFixed(1)} s`, {
		...{ target: '5 s', met: seconds <= 5 && isRight },
	});
	if (!isRight) console.error(bad);
}

for (const engine of ['sqlite3', 'node']) {
	await inFolder(async (folder) => {
		const cost = await costOfARun(folder, engine);
		row(`audit: added to a run with one wipe, ${engine}`, `${cost.toFixed(2)} ms`, {
			...{ target: '2 ms', met: cost <= 2 },
		});
	});
}
await inFolder(async (folder) => verify(await million(folder)));
