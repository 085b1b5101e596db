import type { AuditCheckpoint } from '../../step/auditCheckpoint';
import type { Offboarding } from '../../step/offboarding';
import { actionsOf, type ActionTimes } from './actions';
import { authorityOf, type Authority } from './authority';
import { controlsOf, type ControlRow } from './controls';
import { dataHandlingOf, type DataRow } from './dataHandling';
import { inventoryOf, NOT_COVERED, type InventoryRow } from './inventory';
import { openItemFacts, type OpenItemFact } from './openItems';
import { timingOf, type Timing } from './timing';

/** What is known about the record besides the offboarding. */
export interface RecordAbout {
	/** ISO 8601 UTC. */
	readonly generatedAt: string;
	readonly product: { readonly name: string; readonly version: string };
	/** Who is going to sign it; null: nobody. */
	readonly signer: { readonly subject: string; readonly fingerprint: string } | null;
	readonly auditLog: Pick<AuditCheckpoint, 'origin' | 'size' | 'root'> | null;
}

/**
 * What the pages of a record say beyond what happened: reckoned from the offboarding and nothing else, so that whoever
 * checks a record can reckon it again. Another reckoning needs another schema, or old records would look forged.
 */
export interface RecordFacts extends RecordAbout {
	/** `/2` of one more try of single steps: what it leaves out is reckoned as such, where `/1` knows only all nine. */
	readonly schema: 'offboardiq.record/1' | 'offboardiq.record/2';
	readonly authority: Authority;
	readonly timing: Timing;
	readonly actions: readonly ActionTimes[];
	readonly openItems: readonly OpenItemFact[];
	readonly inventory: readonly InventoryRow[];
	readonly notCovered: readonly string[];
	readonly dataHandling: readonly DataRow[];
	readonly controls: readonly ControlRow[];
}

/** The data of a record as they are attached to it. */
export interface RecordData extends Offboarding {
	/** Left out in records that were made before there was one. */
	readonly record?: RecordFacts;
}

export function recordFactsOf(offboarding: Offboarding, about: RecordAbout): RecordFacts {
	const { generatedAt, product, signer, auditLog } = about;
	return {
		schema: offboarding.request.only ? 'offboardiq.record/2' : 'offboardiq.record/1',
		...{ generatedAt, product, signer, auditLog },
		authority: authorityOf(offboarding.request),
		timing: timingOf(offboarding, generatedAt),
		actions: actionsOf(offboarding),
		openItems: openItemFacts(offboarding),
		inventory: inventoryOf(offboarding),
		notCovered: NOT_COVERED,
		dataHandling: dataHandlingOf(offboarding),
		controls: controlsOf(offboarding, signer !== null),
	};
}
