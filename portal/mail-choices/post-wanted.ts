import { parseEmail } from '../accounts/email-address';
import type { Queries } from '../database/schema';
import { post, type Mail } from '../mail/outbox';
import type { Services } from '../services';
import { choicesOf } from './choices';
import type { OptionalMail } from './kinds';
import { stopToken } from './stop-link';

/**
 * Posts a mail that somebody may do without, unless they do; with a link that stops its kind, in its text and where mail
 * programs look for it. Whatever must be known goes by `post`.
 *
 * @param tx the transaction that is its reason
 * @returns whether it was wanted
 */
export async function postWanted(
	{ config, now }: Pick<Services, 'config' | 'now'>,
	tx: Queries,
	kind: OptionalMail,
	mail: Mail,
): Promise<boolean> {
	const account = await tx
		.selectFrom('account')
		.select('id')
		.where('email_key', '=', parseEmail(mail.recipient)?.key ?? '')
		.executeTakeFirst();
	const choices = account && (await choicesOf(tx, account.id));
	if (!account || !choices || choices[kind] === false || choices[kind] === 'none') return false;
	const token = await stopToken(tx, { accountId: account.id, kind });
	const stopUrl = `${config.publicUrl}/mails/stop/${token}`;
	const text = `${mail.text}\n\nYou can choose which mails you get on the page of your account. No more mails about this:\n\n${stopUrl}`;
	await post(tx, { ...mail, text, stopUrl }, now());
	return true;
}
