import type { Migration } from 'kysely/migration';
import * as accounts from './0001-accounts';
import * as audit from './0010-audit';
import * as deletion from './0011-deletion';

/** The portal's migrations, oldest first. A released one is never changed; the next one gets the next number. */
export const PORTAL_MIGRATIONS: Readonly<Record<string, Migration>> = {
	'0001-accounts': accounts,
	'0010-audit': audit,
	'0011-deletion': deletion,
};
