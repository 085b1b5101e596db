import type { Db } from '../database/db';
import { AuditLog } from './log';

const logs = new WeakMap<Db, AuditLog>();

/** The audit log of a database: one for each in this process. */
export function auditOf(db: Db): AuditLog {
	const known = logs.get(db) ?? new AuditLog(db);
	logs.set(db, known);
	return known;
}
