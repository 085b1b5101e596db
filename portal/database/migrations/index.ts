import type { Migration } from 'kysely/migration';
import * as accounts from './0001-accounts';
import * as consent from './0013-consent';

/** The portal's migrations, oldest first. A released one is never changed; the next one gets the next number. */
export const PORTAL_MIGRATIONS: Readonly<Record<string, Migration>> = {
	'0001-accounts': accounts,
	'0013-consent': consent,
};
