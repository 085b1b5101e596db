import { z } from 'zod/v4';
import { recordOwnAct } from '../audit/acts';
import type { Queries } from '../database/schema';
import { choiceOf } from '../ended-mails/ended-choice';
import type { Services } from '../services';
import { ABOUT, OPTIONAL_MAILS, type MailChoices, type OptionalMail } from './kinds';

/** A box that is not ticked is not sent. */
const box = z.literal('yes').optional();

export const choicesForm = z.object({
	endedMails: z.enum(['needs', 'all', 'none'], { message: 'Choose one of these.' }),
	...{ reminders: box, approvals: box, digest: box },
});

/** What a form chose. */
export const choicesFrom = (form: z.infer<typeof choicesForm>): MailChoices => ({
	ended: form.endedMails,
	reminders: form.reminders === 'yes',
	approvals: form.approvals === 'yes',
	digest: form.digest === 'yes',
});

/** What somebody wants. @returns null where there is no such account */
export async function choicesOf(db: Queries, accountId: string): Promise<MailChoices | null> {
	const row = await db
		.selectFrom('account')
		.select(['ended_mails', 'reminder_mails', 'approval_mails', 'digest_mails'])
		.where('id', '=', accountId)
		.executeTakeFirst();
	if (!row) return null;
	return {
		ended: choiceOf(row.ended_mails),
		reminders: row.reminder_mails === 1,
		approvals: row.approval_mails === 1,
		digest: row.digest_mails === 1,
	};
}

/** How somebody chose. Whoever was sent a mail on can press its link too. */
type Where = 'on the page of the account' | 'by a link in a mail';

/** Keeps what somebody chose for themselves, and writes down what of it is new. */
export async function keepChoices(
	services: Services,
	accountId: string,
	wanted: Partial<MailChoices>,
	where: Where = 'on the page of the account',
): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		const before = await choicesOf(tx, accountId);
		if (before === null) return;
		const after = { ...before, ...wanted };
		await tx
			.updateTable('account')
			.set({
				ended_mails: after.ended,
				reminder_mails: after.reminders ? 1 : 0,
				approval_mails: after.approvals ? 1 : 0,
				digest_mails: after.digest ? 1 : 0,
			})
			.where('id', '=', accountId)
			.execute();
		for (const kind of OPTIONAL_MAILS.filter((one) => after[one] !== before[one])) {
			await recordOwnAct(services, tx, accountId, actOf(kind, after, where));
		}
	});
}

function actOf(kind: OptionalMail, choices: MailChoices, where: Where) {
	if (kind === 'ended' && where === 'on the page of the account') {
		return { type: 'account.mailsChosen', facts: { ended: choices.ended } } as const;
	}
	const isWanted = choices[kind] !== false && choices[kind] !== 'none';
	const facts = { about: ABOUT[kind], choice: isWanted ? 'wanted' : 'not wanted', where };
	return { type: 'account.mailKindChosen', facts } as const;
}
