import { createHash, randomBytes } from 'node:crypto';
import type { Queries } from '../../database/schema';
import type { Services } from '../../services';
import { openFor, sealFor } from './factor-secrets';

const HOW_MANY = 10;
/** Long enough to print them, too short for whoever finds the browser open tomorrow. */
const SHOWN_MINUTES = 10;
/** Without letters and digits that look alike. */
const LETTERS = 'abcdefghjkmnpqrstvwxyz23456789';

/** Ten codes of 16 signs, 78 bits each. */
export function newRecoveryCodes(): readonly string[] {
	return Array.from({ length: HOW_MANY }, () =>
		groups(Array.from({ length: 16 }, letter).join('')),
	);
}

/** One of them, each as likely as the others. */
function letter(): string {
	for (;;) {
		const [byte = 0] = randomBytes(1);
		const limit = 256 - (256 % LETTERS.length);
		if (byte < limit) return LETTERS[byte % LETTERS.length] ?? '';
	}
}

const groups = (text: string): string => text.match(/.{4}/g)?.join('-') ?? text;

/** What is kept of a code. As random as they are, they need no slow hash. */
const hashOfCode = (code: string): string =>
	createHash('sha256')
		.update(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
		.digest('hex');

/** Puts new codes in the place of the old ones, and keeps them readable for the few minutes in which they are shown. */
export async function keepRecoveryCodes(
	tx: Queries,
	accountId: string,
	codes: readonly string[],
	sealed: string,
	at: Date,
): Promise<void> {
	await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
	const rows = codes.map((code) => ({ account_id: accountId, code_hash: hashOfCode(code) }));
	await tx.insertInto('recovery_code').values(rows).execute();
	const until = new Date(at.getTime() + SHOWN_MINUTES * 60_000).toISOString();
	await tx
		.updateTable('second_factor')
		.set({ sealed_codes: sealed, codes_shown_until: until })
		.where('account_id', '=', accountId)
		.where('state', '=', 'active')
		.execute();
}

/** Codes and their sealed form, made outside of a transaction. */
export async function prepareRecoveryCodes(services: Services, accountId: string) {
	const codes = newRecoveryCodes();
	const { sealed } = await sealFor(services, accountId, 'recovery codes', codes.join('\n'));
	return { codes, sealed };
}

/** The codes as long as they are shown, else null. */
export async function shownRecoveryCodes(
	services: Services,
	accountId: string,
): Promise<readonly string[] | null> {
	const row = await services.db
		.selectFrom('second_factor')
		.select('sealed_codes')
		.where('account_id', '=', accountId)
		.where('state', '=', 'active')
		.where('codes_shown_until', '>', services.now().toISOString())
		.executeTakeFirst();
	if (!row?.sealed_codes) return null;
	return (await openFor(services, accountId, 'recovery codes', row.sealed_codes)).split('\n');
}

/** From here on nobody can read them any more. */
export async function hideRecoveryCodes({ db }: Services, accountId: string): Promise<void> {
	await db
		.updateTable('second_factor')
		.set({ sealed_codes: null, codes_shown_until: null })
		.where('account_id', '=', accountId)
		.execute();
}

/** Uses a code up: of two who come with it at once, one gets in. */
export async function takeRecoveryCode(
	{ db }: Services,
	accountId: string,
	code: string,
): Promise<boolean> {
	const used = await db
		.deleteFrom('recovery_code')
		.where('account_id', '=', accountId)
		.where('code_hash', '=', hashOfCode(code))
		.returning('code_hash')
		.executeTakeFirst();
	return used !== undefined;
}
