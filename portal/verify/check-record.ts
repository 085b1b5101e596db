import { createHash } from 'node:crypto';
import { capital, checkApart, paragraphOf, type Finding, type Verdict } from '../../runner';
import type { Member } from '../accounts/visitor';
import { tenantsOf } from '../connection/tenants';
import type { Services } from '../services';
import { toldIn, type Told } from './told';

/** What a page shows of a check. */
export interface CheckedRecord {
	readonly holds: boolean;
	readonly says: string;
	/** What it tells of; null for one that does not hold: nothing in it is to be relied on. */
	readonly told: Told | null;
	readonly findings: readonly (Finding & { readonly name: string })[];
}

/**
 * Checks a file as `offboardiq verify` does, against the certificate of this installation, and compares it with what
 * the organisation's own journal says was written.
 *
 * @param bytes whatever somebody uploaded
 */
export async function checkRecord(
	services: Services,
	member: Member,
	bytes: Buffer,
): Promise<CheckedRecord> {
	const { pem } = await services.runner.evidence.certificate();
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const verdict = await checkApart(new Uint8Array(bytes), { trustedCa: pem });
	const journal = await compared(services, member, verdict, sha256);
	const findings = [...verdict.findings, ...(journal ? [journal] : [])];
	const holds = findings.every((finding) => finding.holds);
	return {
		holds,
		says: paragraphOf({ ...verdict, findings, holds }),
		told: holds ? toldIn(verdict.record) : null,
		findings: findings.map((finding) => ({ ...finding, name: capital(finding.check) })),
	};
}

/** Only runs of the organisation's own tenants are looked at: of others nothing is said, not even that there are any. */
async function compared(
	{ db, runner }: Services,
	member: Member,
	{ record }: Verdict,
	sha256: string,
): Promise<Finding | null> {
	const id = numberIn(record);
	if (id === null) return null;
	const [runId = ''] = id.split(/-[AU](?=\d+$)/);
	const tenantIds = (await tenantsOf(db, member.organisation.id)).map((one) => one.tenantId);
	const [run] = await runner.runs({ ids: [runId], tenantIds, limit: 1 });
	if (!run) return null;
	const later = [await runner.addenda(runId), await runner.undos([runId])].flat();
	const kept = (id === runId ? run.report : later.find((one) => one.id === id)?.report) ?? null;
	if (kept === null) return null;
	const isSame = kept.sha256 === sha256;
	return {
		check: 'journal',
		holds: isSame,
		says: isSame
			? `It is the very file that was made here as ${id}.`
			: `${id} was made here, and it was another file: its SHA-256 differs.`,
	};
}

function numberIn(record: unknown): string | null {
	// A later check has its own, and so has an undo; a record has that of what was asked for.
	const data = record as {
		readonly id?: unknown;
		readonly request?: { readonly id?: unknown };
	} | null;
	const id = data?.id ?? data?.request?.id;
	return typeof id === 'string' && /^[A-Z0-9-]{1,60}$/.test(id) ? id : null;
}
