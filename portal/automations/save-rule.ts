import type { TextSeal } from '../../runner';
import type { Member } from '../accounts/visitor';
import type { AutomationRuleRow } from '../database/automation-schema';
import type { Queries } from '../database/schema';
import { HttpError } from '../http/http-error';
import { lockOrganisation } from '../organisations/organisations';
import type { Services } from '../services';
import { shapeOf, type TypedHeaders, type WantedRule } from './rule-form';
import { noteRule, refuseOthers } from './rule-acts';
import { ruleRow } from './rules';
import { newSecret, openOf, ruleSeal, sealFor } from './secrets';
import type { Shape } from './shapes/shape';

const MOST = 50;

/** What came of it: the secret to show once, where there is a new one. */
export interface SavedRule {
	readonly id: string;
	readonly secret: string | null;
}

/**
 * Makes a rule. The same key a second time makes no second one, and shows no secret again.
 *
 * @param key a UUID that the form came with: the id of the rule
 * @throws HttpError 403, 409; KeyError
 */
export async function makeRule(
	services: Services,
	member: Member,
	key: string,
	wanted: WantedRule,
): Promise<SavedRule> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	const seal = await ruleSeal(services);
	const rule = { id: key, organisationId };
	const url = wanted.address?.url ?? '';
	const { secret, ...sealed } = sealedOf(seal, rule, { ...wanted, url, kept: null });
	const at = services.now().toISOString();
	return await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, organisationId);
		await refuseTooMany(tx, organisationId);
		const made = await tx
			.insertInto('automation_rule')
			.values({
				...{ id: key, organisation_id: organisationId, ...columnsOf(wanted), ...sealed },
				...{ host: wanted.address?.host ?? '', old_secret_sealed: null, old_secret_until: null },
				...{ state: 'on', paused_why: null, since: at, swept_until: at, changed_at: at },
				...{ failing_since: null, told_at: null, arrived: null },
			})
			.onConflict((conflict) => conflict.column('id').doNothing())
			.returning('id')
			.executeTakeFirst();
		if (made) await noteRule(services, tx, member, key, 'made');
		// Somebody else's, or one's own that was sent twice.
		else await ruleRow(tx, organisationId, key);
		return { id: key, secret: made ? secret : null };
	});
}

/**
 * Changes a rule. With another address, what belonged to the one before is dropped: its headers and its secret.
 *
 * @throws HttpError 403, 404; KeyError
 */
export async function changeRule(
	services: Services,
	member: Member,
	id: string,
	wanted: WantedRule,
): Promise<SavedRule> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	const seal = await ruleSeal(services);
	return await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, organisationId);
		const row = await ruleRow(tx, organisationId, id);
		const before = openOf(seal, { id, organisationId }, 'url', row.url_sealed);
		const { url, host } = wanted.address ?? { url: before, host: row.host };
		const isSame = url === before;
		const kept = isSame ? row : null;
		const wish = { ...wanted, url, kept };
		const { secret, ...sealed } = sealedOf(seal, { id, organisationId }, wish);
		await tx
			.updateTable('automation_rule')
			.set({
				...{ ...columnsOf(wanted), ...sealed, host, changed_at: services.now().toISOString() },
				...(isSame ? {} : { ...NO_OLD_SECRET, failing_since: null, arrived: null }),
			})
			.where('id', '=', id)
			.where('organisation_id', '=', organisationId)
			.execute();
		await noteRule(services, tx, member, id, isSame ? 'changed' : 'given another address');
		return { id, secret };
	});
}

const NO_OLD_SECRET = { old_secret_sealed: null, old_secret_until: null } as const;

const columnsOf = ({ name, trigger, tenantId, shapeWish, headers, closeCode }: WantedRule) => ({
	...{ name, trigger_name: trigger, tenant_id: tenantId, shape_wish: shapeWish },
	close_code: closeCode,
	header_names: JSON.stringify([...headers.keys()]),
});

interface Wish extends Pick<WantedRule, 'shapeWish' | 'headers'> {
	readonly url: string;
	/** What is there for the same address; null: nothing. */
	readonly kept: AutomationRuleRow | null;
}

/** What opens the address, sealed; and the secret where it is a new one. */
function sealedOf(
	seal: TextSeal,
	rule: { readonly id: string; readonly organisationId: string },
	{ url, shapeWish, headers, kept }: Wish,
) {
	const shape: Shape = shapeOf(shapeWish, url);
	const earlier = kept?.headers_sealed
		? (JSON.parse(openOf(seal, rule, 'headers', kept.headers_sealed)) as Record<string, string>)
		: {};
	const values = JSON.stringify(withKept(headers, earlier));
	const isSigned = shape === 'generic';
	const secret = isSigned && !kept?.secret_sealed ? newSecret() : null;
	return {
		...{ shape, key_id: seal.keyId, url_sealed: sealFor(seal, rule, 'url', url), secret },
		headers_sealed: headers.size === 0 ? null : sealFor(seal, rule, 'headers', values),
		secret_sealed: !isSigned
			? null
			: secret === null
				? (kept?.secret_sealed ?? null)
				: sealFor(seal, rule, 'secret', secret),
	};
}

function withKept(headers: TypedHeaders, earlier: Readonly<Record<string, string>>) {
	const before = new Map(
		Object.entries(earlier).map(([name, value]) => [name.toLowerCase(), value]),
	);
	const values = [...headers].map(([name, value]) => [
		name,
		value ?? before.get(name.toLowerCase()) ?? '',
	]);
	return Object.fromEntries(values) as Record<string, string>;
}

async function refuseTooMany(tx: Queries, organisationId: string): Promise<void> {
	const { count } = await tx
		.selectFrom('automation_rule')
		.select((eb) => eb.fn.countAll<number | string>().as('count'))
		.where('organisation_id', '=', organisationId)
		.executeTakeFirstOrThrow();
	if (Number(count) < MOST) return;
	throw new HttpError(409, `There are ${MOST} rules. Delete one that nobody needs any more.`);
}
