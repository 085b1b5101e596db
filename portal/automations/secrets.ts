import { randomBytes } from 'node:crypto';
import { KeyError, openTextSeal, type TextSeal } from '../../runner';
import type { Services } from '../services';

/** What is sealed of a rule. In another row, or in another column, it does not open. */
export type Column = 'url' | 'headers' | 'secret';

/** Whose it is: an organisation's rule. */
export interface RuleKey {
	readonly id: string;
	readonly organisationId: string;
}

/**
 * The key that addresses, headers and signing secrets are sealed with. Made with the first rule; later it has to be
 * the same.
 *
 * @throws KeyError in one line
 */
export async function ruleSeal({ db, config }: Pick<Services, 'db' | 'config'>): Promise<TextSeal> {
	const sealed = await db
		.selectFrom('automation_rule')
		.select('key_id')
		.limit(1)
		.executeTakeFirst();
	const where = { dataFolder: config.dataFolder, kind: 'automations', mayMake: !sealed };
	const seal = await openTextSeal(where);
	if (!sealed || sealed.key_id === seal.keyId) return seal;
	throw new KeyError(
		`The key ${seal.keyFile} is not the one that automations were sealed with. Put the right one back from a backup.`,
	);
}

const placeOf = ({ id, organisationId }: RuleKey, column: Column) => [
	...['automation_rule/1', organisationId, id, column],
];

/** Encrypts a text of a rule, bound to it. */
export const sealFor = (seal: TextSeal, rule: RuleKey, column: Column, text: string): string =>
	seal.seal(text, placeOf(rule, column));

/** @throws KeyError when it was changed behind our back, or the key is another one */
export function openOf(seal: TextSeal, rule: RuleKey, column: Column, sealed: string): string {
	const text = seal.unseal(sealed, placeOf(rule, column));
	if (text !== null) return text;
	throw new KeyError('An automation was changed in the database and is not used.');
}

/** A secret to sign with, as Standard Webhooks writes them: 32 bytes. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;
