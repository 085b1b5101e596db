import { createHash } from 'node:crypto';
import { SIGNATURE } from '../shared/evidence/signatureItem';
import type { Clock } from '../shared/graph';
import { PRODUCT_VERSION } from '../shared/product';
import type { AuditCheckpoint } from '../shared/step/auditCheckpoint';
import { blocked, done, planned, type Target } from '../shared/step/items';
import type { Offboarding } from '../shared/step/offboarding';
import { outcomeOf, withStep } from '../shared/step/runStep';
import type { ItemOutcome } from '../shared/step/outcome';
import type { Seal, SigningWish } from '../shared/record/making/job';
import { makeInBackground } from '../shared/record/making/pool';

/** What is printed besides the offboarding itself. */
export interface CompliancePdfOptions {
	/** Printed only when configured: nobody is called a partner who has not said so. */
	readonly partner: { readonly name: string; readonly mpn: string } | null;
	/** What to sign with; nothing when left out. */
	readonly signing?: SigningWish;
	/** How far the audit log had come, where one is kept. */
	readonly checkpoint?: AuditCheckpoint | null;
}

/** The record as a file, and the offboarding with step 9 added. */
export interface ComplianceRecord {
	readonly offboarding: Offboarding;
	/** Null in a dry run: nothing happened, so there is nothing to keep. */
	readonly file: { readonly name: string; readonly bytes: Buffer; readonly sha256: string } | null;
}

/**
 * Step 9: draws the record of the steps before it and signs it. Sends nothing to the tenant; the same offboarding gives
 * the same pages. Whoever stores the file reads it back: until then the step is accepted, not verified. A key that can't
 * be used does not cost the record: it is handed on unsigned, says why, and the step is for a person to mend.
 */
export async function makeComplianceRecord(
	offboarding: Offboarding,
	options: CompliancePdfOptions,
	clock: Clock,
): Promise<ComplianceRecord> {
	const startedAt = clock.now();
	const name = `${fileNameOf(offboarding.request.id)}.pdf`;
	const target: Target = { target: name };
	if (offboarding.request.dryRun) {
		const summary = 'The record would be drawn.';
		const result = { items: [planned(target, summary)], summary };
		return { offboarding: withOutcome(offboarding, result, startedAt, clock), file: null };
	}
	const made = await makeInBackground({
		offboarding,
		options: {
			generatedAt: startedAt,
			product: { name: 'OffboardIQ', version: PRODUCT_VERSION },
			...(options.partner ? { partner: options.partner } : {}),
			...(options.checkpoint ? { checkpoint: options.checkpoint } : {}),
		},
		signing: options.signing ?? { kind: 'none' },
	});
	const bytes = Buffer.from(made.bytes);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const result = resultOf(made.seal, { ...target, after: `SHA-256 ${sha256}` }, clock);
	return {
		offboarding: withOutcome(offboarding, result, startedAt, clock),
		file: { name, bytes, sha256 },
	};
}

/** What step 9 came to. It says signed only of a record that is. */
function resultOf(seal: Seal, target: Target, clock: Clock): Parameters<typeof outcomeOf>[1] {
	const answer = { requestId: null, attempts: 1, at: clock.now().toISOString() };
	const items = (says: string, ...more: ItemOutcome[]): ItemOutcome[] => [
		done(target, answer, null, says),
		...more,
	];
	if (seal.kind === 'none')
		return { items: items('Drawn, not signed.'), summary: 'Drawn, not signed.' };
	if (seal.kind === 'impossible') {
		const signature = blocked({ target: SIGNATURE }, `Not signed: ${seal.reason}`);
		const summary = 'The record is drawn and not signed.';
		return { items: items('Drawn, not signed.', signature), summary };
	}
	const { subject, fingerprint, timestampBy, noTimestamp } = seal;
	const time = timestampBy === null ? 'no trusted timestamp' : `timestamp by ${timestampBy}`;
	const why = noTimestamp === null ? '' : ` ${noTimestamp}`;
	const about = { target: SIGNATURE, after: `certificate SHA-256 ${fingerprint}` };
	const says = `Signed by ${subject}, ${time}.${why}`;
	return {
		items: items('Drawn and signed.', done(about, answer, null, says)),
		summary: `Drawn and signed, ${time}.`,
	};
}

function withOutcome(
	offboarding: Offboarding,
	result: Parameters<typeof outcomeOf>[1],
	startedAt: Date,
	clock: Clock,
): Offboarding {
	return withStep(offboarding, {
		...outcomeOf('compliancePdf', result),
		startedAt: startedAt.toISOString(),
		finishedAt: clock.now().toISOString(),
		calls: [],
	});
}

/** A record id comes from whoever started the run: what can't be part of a file name becomes a dash. */
function fileNameOf(id: string): string {
	const name = id
		.replace(/[^A-Za-z0-9._-]+/g, '-')
		.replace(/^[.-]+/, '')
		.slice(0, 100);
	return name === '' ? 'offboarding' : name;
}
