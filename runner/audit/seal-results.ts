import type { Db, Queries } from '../database/db';
import { auditOf } from './audit-of';
import { resultsSoFar } from './run-entries';

/** Writes down what the steps have come to, and signs it: the record that is drawn next carries that checkpoint. */
export async function sealResults(db: Db, tx: Queries, run: string): Promise<void> {
	await auditOf(db).appendAndSign(tx, [await resultsSoFar(tx, run)]);
}
