import { signingCredentialOf } from '../../nodes/shared/evidence/signingCredential';
import type { Addendum } from '../../nodes/shared/record/addendum/addendum';
import type { SigningWish } from '../../nodes/shared/record/making/job';
import { makeInBackground } from '../../nodes/shared/record/making/pool';
import type { UndoRecord } from '../../nodes/shared/record/undo/undoRecord';
import { auditOf } from '../audit/audit-of';
import type { Db } from '../database/db';
import type { Evidence } from './evidence';

/** What comes after a record and has a PDF of its own. */
export type LaterRecord = { readonly addendum: Addendum } | { readonly undo: UndoRecord };

/**
 * Makes the PDF of a later check or an undo: with a signature of its own, or without one where there is no key that can
 * be used, and with the newest checkpoint of the log.
 */
export async function drawnLater(
	db: Db,
	evidence: Evidence,
	later: LaterRecord,
): Promise<Uint8Array> {
	const checkpoint = await db
		.transaction()
		.execute((tx) => auditOf(db).checkpoint(tx))
		.catch(() => null);
	const [at, product] =
		'undo' in later
			? [later.undo.endedAt, later.undo.product]
			: [later.addendum.checkedAt, later.addendum.product];
	const { bytes } = await makeInBackground({
		...later,
		options: { generatedAt: new Date(at), product, ...(checkpoint ? { checkpoint } : {}) },
		signing: await wishOf(evidence),
	});
	return bytes;
}

/** A key that can't be used costs the signature, not what is signed. */
async function wishOf(evidence: Evidence): Promise<SigningWish> {
	try {
		return { kind: 'credential', credential: signingCredentialOf(await evidence.fields()) };
	} catch (error) {
		const reason = error instanceof Error ? error.message : 'The signing key can not be used.';
		return { kind: 'impossible', reason };
	}
}
