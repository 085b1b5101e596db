import { createHash } from 'node:crypto';
import type { Clock } from '../shared/graph';
import { PRODUCT_VERSION } from '../shared/product';
import { done, planned, type Target } from '../shared/step/items';
import type { Offboarding } from '../shared/step/offboarding';
import { outcomeOf, withStep } from '../shared/step/step';
import { drawCompliancePdf } from './pdf';

/** What is printed besides the offboarding itself. */
export interface CompliancePdfOptions {
	/** Printed only when configured: nobody is called a partner who has not said so. */
	readonly partner: { readonly name: string; readonly mpn: string } | null;
}

/** The record as a file, and the offboarding with step 9 added. */
export interface ComplianceRecord {
	readonly offboarding: Offboarding;
	/** Null in a dry run: nothing happened, so there is nothing to keep. */
	readonly file: { readonly name: string; readonly bytes: Buffer; readonly sha256: string } | null;
}

/**
 * Step 9: draws the record of the steps before it. Sends nothing; the same offboarding gives the same content. Whoever
 * stores the file reads it back: until then the step is accepted, not verified.
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
	const bytes = await drawCompliancePdf(offboarding, {
		generatedAt: startedAt,
		product: { name: 'OffboardIQ', version: PRODUCT_VERSION },
		...(options.partner ? { partner: options.partner } : {}),
	});
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const answer = { requestId: null, attempts: 1, at: clock.now().toISOString() };
	const result = {
		items: [done({ ...target, after: `SHA-256 ${sha256}` }, answer, null, 'Drawn, not signed.')],
		summary: `Drawn, not signed. SHA-256 ${sha256.slice(0, 8)}…${sha256.slice(-4)}`,
	};
	return {
		offboarding: withOutcome(offboarding, result, startedAt, clock),
		file: { name, bytes, sha256 },
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
