import { generateSecret, generateURI, verify } from 'otplib';
import type { SecondFactorRow } from '../../database/sign-in-schema';
import type { Services } from '../../services';
import { openFor, sealFor } from './factor-secrets';

/** How long a set-up that was begun may take. */
const SET_UP_MS = 3_600_000;
/** A code of the half minute before and after counts too: clocks differ. */
const TOLERANCE_S = 30;

/** What a person needs to add the account to an authenticator app. */
export interface SetUp {
	/** Base32, to be typed. */
	readonly secret: string;
	/** For the QR code. */
	readonly uri: string;
}

/** Begins a set-up with a new secret. Nothing asks for its codes until one of them was right. */
export async function beginSetUp(services: Services, accountId: string): Promise<void> {
	const { keyId, sealed } = await sealFor(services, accountId, 'secret', generateSecret());
	const values = {
		...{ account_id: accountId, state: 'pending', key_id: keyId, sealed_secret: sealed },
		...{ last_step: 0, begun_at: services.now().toISOString() },
		...{ sealed_codes: null, codes_shown_until: null },
	};
	await services.db
		.insertInto('second_factor')
		.values(values)
		.onConflict((conflict) => conflict.columns(['account_id', 'state']).doUpdateSet(values))
		.execute();
}

/** The set-up that is under way; null when there is none, or it was begun too long ago. */
export async function setUpOf(
	services: Services,
	account: { readonly accountId: string; readonly email: string },
): Promise<SetUp | null> {
	const row = await pendingOf(services, account.accountId);
	if (!row) return null;
	const secret = await openFor(services, account.accountId, 'secret', row.sealed_secret);
	return { secret, uri: generateURI({ issuer: 'OffboardIQ', label: account.email, secret }) };
}

/** The row of a set-up that is under way. */
export function pendingOf({ db, now }: Services, accountId: string) {
	return db
		.selectFrom('second_factor')
		.selectAll()
		.where('account_id', '=', accountId)
		.where('state', '=', 'pending')
		.where('begun_at', '>', new Date(now().getTime() - SET_UP_MS).toISOString())
		.executeTakeFirst();
}

/**
 * Compares a code with an app.
 *
 * @returns the half minute it is of; null when it is wrong, or not younger than the last one that was taken
 */
export async function stepOf(
	services: Services,
	row: Pick<SecondFactorRow, 'account_id' | 'sealed_secret' | 'last_step'>,
	code: string,
): Promise<number | null> {
	const token = code.replaceAll(/\s/g, '');
	if (!/^[0-9]{6}$/.test(token)) return null;
	const secret = await openFor(services, row.account_id, 'secret', row.sealed_secret);
	const answer = await verify({
		...{ secret, token, epochTolerance: TOLERANCE_S },
		epoch: Math.floor(services.now().getTime() / 1_000),
		...(row.last_step > 0 ? { afterTimeStep: row.last_step } : {}),
	});
	return answer.valid && 'timeStep' in answer ? answer.timeStep : null;
}

/** Takes a code of the app that is asked for: each once, of two who come with it at the same moment one. */
export async function takeAppCode(
	services: Services,
	accountId: string,
	code: string,
): Promise<boolean> {
	const { db } = services;
	const row = await db
		.selectFrom('second_factor')
		.selectAll()
		.where('account_id', '=', accountId)
		.where('state', '=', 'active')
		.executeTakeFirst();
	const step = row ? await stepOf(services, row, code) : null;
	if (step === null) return false;
	const taken = await db
		.updateTable('second_factor')
		.set({ last_step: step })
		.where('account_id', '=', accountId)
		.where('state', '=', 'active')
		.where('last_step', '<', step)
		.returning('account_id')
		.executeTakeFirst();
	return taken !== undefined;
}
