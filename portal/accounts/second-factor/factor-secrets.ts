import { KeyError, openTextSeal, type TextSeal } from '../../../runner';
import type { Services } from '../../services';

/** What a secret of a second factor belongs to. Moved to another account's row it does not open. */
type Column = 'secret' | 'recovery codes';

/**
 * The key that secrets of authenticator apps are sealed with. Made when the first one is; later it has to be the same.
 *
 * @throws KeyError in one line
 */
async function sealOf({ db, config }: Services): Promise<TextSeal> {
	const sealed = await db.selectFrom('second_factor').select('key_id').limit(1).executeTakeFirst();
	const where = { dataFolder: config.dataFolder, kind: 'accounts', mayMake: !sealed };
	const seal = await openTextSeal(where);
	if (sealed && sealed.key_id !== seal.keyId) throw wrongKey(seal);
	return seal;
}

const wrongKey = ({ keyFile }: TextSeal): KeyError =>
	new KeyError(
		`The key ${keyFile} is not the one that second factors were sealed with. Put the right one back from a backup.`,
	);

/** Encrypts a text of an account, bound to it. */
export async function sealFor(
	services: Services,
	accountId: string,
	column: Column,
	text: string,
): Promise<{ readonly keyId: string; readonly sealed: string }> {
	const seal = await sealOf(services);
	return { keyId: seal.keyId, sealed: seal.seal(text, placeOf(accountId, column)) };
}

/** @throws KeyError when it was changed behind our back, or the key is another one */
export async function openFor(
	services: Services,
	accountId: string,
	column: Column,
	sealed: string,
): Promise<string> {
	const seal = await sealOf(services);
	const text = seal.unseal(sealed, placeOf(accountId, column));
	if (text !== null) return text;
	throw new KeyError('A second factor was changed in the database and is not used.');
}

const placeOf = (accountId: string, column: Column) => ['second_factor/1', accountId, column];
