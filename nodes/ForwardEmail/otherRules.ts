import { fieldsOf, flagOf, listOf, textOf, type Fields } from '../shared/graph';
import { enumerate } from '../shared/step/counting';
import { blocked, skipped } from '../shared/step/items';
import type { ItemOutcome } from '../shared/step/outcome';
import { comesBefore, ourRuleIn, type FoundRule } from './inboxRule';

/** The three ways in which a rule sends mail on. */
const SENDS = ['redirectTo', 'forwardTo', 'forwardAsAttachmentTo'] as const;

/**
 * One item for each enabled rule of the leaver's own that sends mail on, or that may keep ours from running. They are
 * never touched: who made them, and what for, only a person knows. Mail that goes on to leave the company is for a
 * person to decide, and so is mail that is not forwarded; the rest is named.
 *
 * @param body the whole list of rules
 * @param ours our rule in it; null: there is none, or not yet
 * @param domains the verified domains of the tenant in lower case; null: they could not be read
 */
export function otherRuleItems(
	body: unknown,
	ours: FoundRule | null,
	domains: ReadonlySet<string> | null,
): readonly ItemOutcome[] {
	// A second one of ours is in this list still, though it was deleted by now.
	const ourIds = new Set(
		[ours, ourRuleIn(body)].flatMap((rule) => (rule ? [rule.id, ...rule.surplus] : [])),
	);
	const others = listOf(fieldsOf(body), 'value').filter(
		(rule) => flagOf(rule, 'isEnabled') === true && !ourIds.has(textOf(rule, 'id') ?? ''),
	);
	return others.flatMap((rule) => itemOf(rule, ours, domains) ?? []);
}

function itemOf(
	rule: Fields,
	ours: FoundRule | null,
	domains: ReadonlySet<string> | null,
): ItemOutcome | null {
	const target = {
		target: `Own inbox rule “${textOf(rule, 'displayName') ?? 'without a name'}”`,
		targetId: textOf(rule, 'id'),
	};
	const addresses = addressesIn(rule);
	const outside = addresses.filter((address) => domains?.has(domainOf(address)) !== true);
	const early = comesBefore(rule, ours ?? { sequence: 1 });
	const behind =
		early === 'no' ? '' : ' It ends the processing of rules, so ours may not see the mail it fits.';
	if (outside.length > 0) {
		const where = domains === null ? '' : ', outside of the company';
		const reason = `It sends mail to ${enumerate(outside)}${where}.${behind} Look whether it may stay.`;
		return blocked(target, reason);
	}
	if (early === 'yes') {
		const reason =
			'It comes before “OffboardIQ forward” and ends the processing of rules, so mail it fits is not forwarded. Look whether it may stay.';
		return blocked(target, reason);
	}
	if (addresses.length > 0) {
		const reason = `Left as it is: it sends mail to ${enumerate(addresses)}, inside of the company.${behind}`;
		return skipped(target, reason);
	}
	return early === 'no' ? null : skipped(target, `Left as it is.${behind}`);
}

function addressesIn(rule: Fields): readonly string[] {
	const actions = fieldsOf(rule['actions']);
	const addresses = SENDS.flatMap((name) => listOf(actions, name)).flatMap(
		(recipient) => textOf(fieldsOf(recipient['emailAddress']), 'address') ?? [],
	);
	return [...new Set(addresses.map((address) => address.toLowerCase()))];
}

function domainOf(address: string): string {
	return address.slice(address.lastIndexOf('@') + 1);
}
