import type { Migration } from 'kysely/migration';
import * as accounts from './0001-accounts';
import * as secondFactor from './0003-second-factor';
import * as microsoftIdentity from './0004-microsoft-identity';
import * as coveredEmployee from './0005-covered-employee';
import * as audit from './0010-audit';
import * as deletion from './0011-deletion';
import * as consent from './0013-consent';
import * as approval from './0021-approval';
import * as defaultsAndReminders from './0022-defaults-and-reminders';
import * as automations from './0024-automations';
import * as endedMails from './0027-ended-mails';
import * as savedViews from './0029-saved-views';
import * as mailChoices from './0030-mail-choices';
import * as billing from './0031-billing';
import * as mailsOfMembers from './0033-mails-of-members';
import * as endsOfPlans from './0034-ends-of-plans';
import * as licencePrices from './0037-licence-prices';
import * as closingIncidents from './0036-closing-incidents';

/** The portal's migrations, oldest first. A released one is never changed; the next one gets the next number. */
export const PORTAL_MIGRATIONS: Readonly<Record<string, Migration>> = {
	'0001-accounts': accounts,
	'0003-second-factor': secondFactor,
	'0004-microsoft-identity': microsoftIdentity,
	'0005-covered-employee': coveredEmployee,
	'0010-audit': audit,
	'0011-deletion': deletion,
	'0013-consent': consent,
	'0021-approval': approval,
	'0022-defaults-and-reminders': defaultsAndReminders,
	'0024-automations': automations,
	'0027-ended-mails': endedMails,
	'0029-saved-views': savedViews,
	'0030-mail-choices': mailChoices,
	'0031-billing': billing,
	'0033-mails-of-members': mailsOfMembers,
	'0034-ends-of-plans': endsOfPlans,
	'0037-licence-prices': licencePrices,
	'0036-closing-incidents': closingIncidents,
};
