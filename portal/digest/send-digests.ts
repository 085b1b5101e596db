import type { Entitlement } from '../billing/entitlement/entitlement';
import { entitlementFrom, PLAN_COLUMNS } from '../billing/entitlement/kept-plan';
import { tenantsOf } from '../connection/tenants';
import type { Queries } from '../database/schema';
import { postWanted } from '../mail-choices/post-wanted';
import type { Services } from '../services';
import { digestMail } from './digest-mail';
import { digestOf, type Digest, type Told } from './digest';
import { isTold, lastWeek, type Week } from './week';
import { zoneOf } from './zone';

/** The first clocks on Earth to show seven on a Monday: what was told by them was told everywhere. */
const FIRST_ZONE = 'Pacific/Kiritimati';
/** So long after the end of its trial or plan an organisation is told no more: nothing happens there, and nobody may act. */
const AFTER_END_MS = 28 * 24 * 3_600_000;

/** Tells every organisation whose Monday has come of its week, once, however many portals look. */
export async function sendDigests(services: Services): Promise<void> {
	const { db, now } = services;
	const newest = lastWeek(now(), FIRST_ZONE).monday;
	const untold = await db
		.selectFrom('organisation')
		.leftJoin('subscription', 'subscription.id', 'organisation.subscription_id')
		.select(['organisation.id', 'organisation.name', 'organisation.created_at'])
		.select(['organisation.trial_ends_at', ...PLAN_COLUMNS])
		.where((row) =>
			row.not(
				row.exists(
					row
						.selectFrom('digest')
						.select('week')
						.whereRef('digest.organisation_id', '=', 'organisation.id')
						.where('week', '=', newest),
				),
			),
		)
		.execute();
	for (const row of untold) {
		const { id, name, created_at } = row;
		const entitlement = entitlementFrom(row, now());
		if (isLongOver(entitlement, now())) continue;
		await tellOf(services, { id, name, entitlement }, created_at).catch((error: unknown) => {
			services.log.error({ err: error, organisation: id }, 'it was not told of its week');
		});
	}
}

const isLongOver = ({ mode, endsAt }: Entitlement, now: Date): boolean =>
	mode === 'readOnly' && now.getTime() - Date.parse(endsAt ?? '') > AFTER_END_MS;

async function tellOf(services: Services, organisation: Told, createdAt: string): Promise<void> {
	const { db, now } = services;
	const tenants = await tenantsOf(db, organisation.id);
	if (tenants.length === 0) return;
	const week = lastWeek(now(), await zoneOf(services, tenants));
	if (!isTold(week, now()) || createdAt >= week.at) return;
	const known = await db
		.selectFrom('digest')
		.select('week')
		.where('organisation_id', '=', organisation.id)
		.where('week', '=', week.monday)
		.executeTakeFirst();
	if (known) return;
	const digest = await digestOf(services, organisation, tenants, week);
	await db.transaction().execute(async (tx) => {
		const claim = { organisation_id: organisation.id, week: week.monday };
		const first = await tx
			.insertInto('digest')
			.values(claim)
			.onConflict((conflict) => conflict.doNothing())
			.returning('week')
			.executeTakeFirst();
		// A week without anything to say is claimed too: it is not gathered again.
		if (first && digest) await tellMembers(services, tx, organisation.id, digest);
	});
}

async function tellMembers(
	services: Services,
	tx: Queries,
	organisationId: string,
	digest: Digest,
): Promise<void> {
	const { week } = digest;
	const members = await tx
		.selectFrom('member')
		.innerJoin('account', 'account.id', 'member.account_id')
		.select(['account.id', 'account.email', 'account.email_verified_at'])
		.where('member.organisation_id', '=', organisationId)
		// Whoever came since was not there.
		.where('member.joined_at', '<', week.at)
		.orderBy('account.id')
		.execute();
	for (const { id, email, email_verified_at } of members) {
		// To an address that nobody has confirmed, names of employees are not written.
		if (email_verified_at === null || !(await isFirst(tx, id, week))) continue;
		await postWanted(services, tx, 'digest', {
			...{ organisationId, recipient: email, ...digestMail(services.config, digest) },
		});
	}
}

/** Of a week everybody is told once, whichever organisation they have gone to since. */
async function isFirst(tx: Queries, accountId: string, { monday }: Week): Promise<boolean> {
	const first = await tx
		.insertInto('digest_mail')
		.values({ account_id: accountId, week: monday })
		.onConflict((conflict) => conflict.doNothing())
		.returning('week')
		.executeTakeFirst();
	return first !== undefined;
}
