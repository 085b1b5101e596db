import { recordOwnAct } from '../../audit/acts';
import type { Queries } from '../../database/schema';
import { post } from '../../mail/outbox';
import type { Services } from '../../services';
import { factorMail } from '../account-mails';
import { countAttempt, forgetAttempts } from '../attempts';
import { placeOf } from '../place';
import { pendingOf, stepOf, takeAppCode } from './authenticator';
import { keepRecoveryCodes, prepareRecoveryCodes, takeRecoveryCode } from './recovery-codes';

/** Whoever guesses from one place is stopped early; from many places, a little later. */
const PER_PLACE = { most: 5, minutes: 15 };
const PER_ACCOUNT = { most: 20, minutes: 60 };

/** Whose second factor, in which session. */
export interface FactorOwner {
	readonly accountId: string;
	readonly email: string;
	readonly sessionId: string;
}

/** Whether there is one, and how many recovery codes are left. */
export async function factorOf({ db }: Services, accountId: string) {
	const factor = await db
		.selectFrom('second_factor')
		.select('begun_at')
		.where('account_id', '=', accountId)
		.where('state', '=', 'active')
		.executeTakeFirst();
	const { left } = await db
		.selectFrom('recovery_code')
		.select((row) => row.fn.countAll().as('left'))
		.where('account_id', '=', accountId)
		.executeTakeFirstOrThrow();
	return { isOn: factor !== undefined, since: factor?.begun_at ?? null, codesLeft: Number(left) };
}

/**
 * Takes a code of the app, or a recovery code. The try is counted before it is looked at.
 *
 * @returns whether it was right
 * @throws HttpError 429 after too many tries
 */
export async function takeCode(
	services: Services,
	accountId: string,
	ip: string,
	code: string,
): Promise<boolean> {
	const place = `code|${accountId}|${placeOf(ip)}`;
	await countAttempt(services, place, PER_PLACE);
	await countAttempt(services, `code|${accountId}`, PER_ACCOUNT);
	const isRight =
		(await takeAppCode(services, accountId, code)) ||
		(await takeRecoveryCode(services, accountId, code));
	if (isRight) await forgetAttempts(services, place);
	return isRight;
}

/**
 * Ends a set-up by a code of the new app: it takes the place of the old one, recovery codes are made, and every other
 * browser is signed out.
 *
 * @returns whether the code was right
 * @throws HttpError 429 after too many tries
 */
export async function confirmSetUp(
	services: Services,
	owner: FactorOwner,
	ip: string,
	code: string,
): Promise<boolean> {
	const { accountId } = owner;
	await countAttempt(services, `set-up|${accountId}|${placeOf(ip)}`, { most: 10, minutes: 15 });
	const pending = await pendingOf(services, accountId);
	const step = pending ? await stepOf(services, pending, code) : null;
	if (step === null) return false;
	const { codes, sealed } = await prepareRecoveryCodes(services, accountId);
	const at = services.now();
	return await services.db.transaction().execute(async (tx) => {
		if (!(await activate(tx, accountId, step))) return false;
		await keepRecoveryCodes(tx, accountId, codes, sealed, at);
		await endOtherSessions(tx, owner, true);
		await post(tx, factorMail(services.config, owner.email, 'on'), at);
		await recordOwnAct(services, tx, accountId, { type: 'account.secondFactorOn' });
		return true;
	});
}

/** Two who confirm at once make one factor: the second finds nothing pending. */
async function activate(tx: Queries, accountId: string, step: number): Promise<boolean> {
	const pending = await tx
		.deleteFrom('second_factor')
		.where('account_id', '=', accountId)
		.where('state', '=', 'pending')
		.returningAll()
		.executeTakeFirst();
	if (!pending) return false;
	await tx.deleteFrom('second_factor').where('account_id', '=', accountId).execute();
	await tx
		.insertInto('second_factor')
		.values({ ...pending, state: 'active', last_step: step })
		.execute();
	return true;
}

/** Takes the second factor away, and signs every other browser out. Ask for password and code before. */
export async function removeFactor(services: Services, owner: FactorOwner): Promise<void> {
	const { accountId, email } = owner;
	await services.db.transaction().execute(async (tx) => {
		await tx.deleteFrom('second_factor').where('account_id', '=', accountId).execute();
		await tx.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
		await endOtherSessions(tx, owner, false);
		await post(tx, factorMail(services.config, email, 'off'), services.now());
		await recordOwnAct(services, tx, accountId, { type: 'account.secondFactorOff' });
	});
}

/** Makes ten new recovery codes; the old ones work no more. */
export async function renewRecoveryCodes(services: Services, owner: FactorOwner): Promise<void> {
	const { codes, sealed } = await prepareRecoveryCodes(services, owner.accountId);
	const at = services.now();
	await services.db.transaction().execute(async (tx) => {
		await keepRecoveryCodes(tx, owner.accountId, codes, sealed, at);
		await post(tx, factorMail(services.config, owner.email, 'codes'), at);
		await recordOwnAct(services, tx, owner.accountId, { type: 'account.recoveryCodesMade' });
	});
}

async function endOtherSessions(
	tx: Queries,
	{ accountId, sessionId }: FactorOwner,
	hasPassed: boolean,
): Promise<void> {
	await tx
		.deleteFrom('session')
		.where('account_id', '=', accountId)
		.where('id_hash', '!=', sessionId)
		.execute();
	await tx
		.updateTable('session')
		.set({ passed_mfa: hasPassed ? 1 : 0 })
		.where('id_hash', '=', sessionId)
		.execute();
}
