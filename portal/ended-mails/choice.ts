import { z } from 'zod/v4';
import { recordOwnAct } from '../audit/acts';
import type { Services } from '../services';

/** Of which offboardings that somebody asked for they get a mail at the end. */
export const CHOICES = {
	needs: 'Only where something is left to do',
	all: 'Always',
	none: 'Never',
} as const;

export type EndedMails = keyof typeof CHOICES;

export const choiceForm = z.object({
	endedMails: z.enum(['needs', 'all', 'none'], { message: 'Choose one of these.' }),
});

/** A text from the database. */
export const choiceOf = (text: string): EndedMails =>
	text === 'all' || text === 'none' ? text : 'needs';

export async function endedMailsOf({ db }: Services, accountId: string): Promise<EndedMails> {
	const row = await db
		.selectFrom('account')
		.select('ended_mails')
		.where('id', '=', accountId)
		.executeTakeFirstOrThrow();
	return choiceOf(row.ended_mails);
}

/** Keeps what somebody chose for themselves. */
export async function chooseEndedMails(
	services: Services,
	accountId: string,
	choice: EndedMails,
): Promise<void> {
	await services.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('account')
			.set({ ended_mails: choice })
			.where('id', '=', accountId)
			.execute();
		const act = { type: 'account.mailsChosen', facts: { ended: choice } } as const;
		await recordOwnAct(services, tx, accountId, act);
	});
}
