import type { Migration } from 'kysely/migration';
import * as runs from './0001-runs';
import * as effects from './0002-effects';
import * as directory from './0003-directory';
import * as schedule from './0004-schedule';
import * as limits from './0005-limits';
import * as crashes from './0006-crashes';
import * as audit from './0007-audit';
import * as nightlySync from './0008-nightly-sync';
import * as caseAndAddenda from './0009-case-and-addenda';
import * as auditOrganisations from './0010-audit-organisations';
import * as directorySearch from './0011-directory-search';
import * as bulkCancel from './0012-bulk-cancel';
import * as followUp from './0013-follow-up';
import * as stepChoices from './0014-step-choices';
import * as nightsAndDepartments from './0016-nights-and-departments';
import * as watchedRuns from './0017-watched-runs';
import * as undo from './0018-undo';
import * as scheduledLists from './0020-scheduled-lists';
import * as oneMoreTry from './0021-one-more-try';
import * as workVersion from './0022-work-version';
import * as peopleOfLists from './0023-people-of-lists';
import * as seenBetweenSyncs from './0024-seen-between-syncs';
import * as foundByChecks from './0026-found-by-checks';

/** Every migration by name, oldest first. A released one is never changed; the next one gets the next number. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
	'0001-runs': runs,
	'0002-effects': effects,
	'0003-directory': directory,
	'0004-schedule': schedule,
	'0005-limits': limits,
	'0006-crashes': crashes,
	'0007-audit': audit,
	'0008-nightly-sync': nightlySync,
	'0009-case-and-addenda': caseAndAddenda,
	'0010-audit-organisations': auditOrganisations,
	'0011-directory-search': directorySearch,
	'0012-bulk-cancel': bulkCancel,
	'0013-follow-up': followUp,
	'0014-step-choices': stepChoices,
	'0016-nights-and-departments': nightsAndDepartments,
	'0017-watched-runs': watchedRuns,
	'0018-undo': undo,
	'0020-scheduled-lists': scheduledLists,
	'0021-one-more-try': oneMoreTry,
	'0022-work-version': workVersion,
	'0023-people-of-lists': peopleOfLists,
	'0024-seen-between-syncs': seenBetweenSyncs,
	'0026-found-by-checks': foundByChecks,
};
