import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { ItemOutcome, StepOutcome } from '../../nodes/shared/step/outcome';
import { SIGNATURE } from '../../nodes/shared/evidence/signatureItem';
import type { Report } from '../journal/run-record';
import { writeReport } from './report-file';

interface FinishedStep {
	readonly outcome: StepOutcome;
	readonly offboarding: Offboarding;
	readonly document: Uint8Array | null;
}

interface Recorded {
	readonly outcome: StepOutcome;
	readonly report: Report | null;
}

/**
 * Files the PDF and says so in the outcome of step 9: the node can only say that it made one, and a record that is
 * not on the disk is not done. Every other outcome is handed back as it is.
 */
export async function recordOutcome(
	{ outcome, offboarding, document }: FinishedStep,
	place: { readonly id: string; readonly folder: () => Promise<string> },
): Promise<Recorded> {
	if (outcome.key !== 'compliancePdf' || offboarding.request.dryRun)
		return { outcome, report: null };
	// A record whose signature is for a person to mend is a record all the same.
	if (outcome.status !== 'done' && !document) return { outcome, report: null };
	if (!document) {
		return { outcome: failed(outcome, 'The step handed on no PDF.'), report: null };
	}
	try {
		const report = await writeReport(await place.folder(), place.id, document);
		return { outcome: filed(outcome, report), report };
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'The report could not be written.';
		return { outcome: failed(outcome, reason), report: null };
	}
}

function filed(outcome: StepOutcome, report: Report): StepOutcome {
	const verifiedAt = new Date().toISOString();
	const seen = (item: ItemOutcome): ItemOutcome =>
		item.status === 'done' ? { ...item, verified: true, verifiedAt } : item;
	return {
		...outcome,
		verified: outcome.status === 'done',
		summary: `${sealOf(outcome)} is written and read back, SHA-256 ${report.sha256.slice(0, 16)}…`,
		items: outcome.items.map(seen),
		finishedAt: verifiedAt,
	};
}

/** Signed is said of a record only that says so of itself. */
function sealOf({ items }: StepOutcome): string {
	const signature = items.find(({ target }) => target === SIGNATURE);
	if (!signature) return 'The record';
	return signature.status === 'done' ? 'The signed record' : 'The record, not signed,';
}

function failed(outcome: StepOutcome, reason: string): StepOutcome {
	const withReason = (item: ItemOutcome): ItemOutcome => ({
		...item,
		status: 'failed',
		verified: false,
		reason,
	});
	return {
		...outcome,
		status: 'failed',
		verified: false,
		summary: 'There is no record of this offboarding on the disk.',
		reason,
		items: outcome.items.map(withReason),
		finishedAt: new Date().toISOString(),
	};
}
