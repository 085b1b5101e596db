import { createTransport, type Transporter } from 'nodemailer';
import type { Services } from '../services';
import { isStillTheirs } from './still-member';

const EVERY_MS = 2_000;
/** Minutes after which a mail is tried again; after the last it stays in the outbox with its error. */
const AGAIN_AFTER_MIN = [1, 5, 30, 120, 600];
/** A server that has not answered by then is asked no more by whoever began. */
const CLAIM_MS = 15 * 60_000;
/** A mail names people, and its address is somebody's: sent or given up, it is not kept. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Sends what the outbox holds until it is told to stop. Without SMTP nothing is sent, and /dev/outbox shows it. */
export function startPostman(services: Services): { stop: () => Promise<void> } {
	const { smtpUrl } = services.config;
	if (smtpUrl === null) return { stop: async () => undefined };
	const transport = createTransport(smtpUrl);
	let round: Promise<void> = Promise.resolve();
	const timer = setInterval(() => {
		round = round.then(() =>
			sendDue(services, transport)
				.then(() => forgetOld(services))
				.catch((error: unknown) => {
					services.log.error({ err: error }, 'the outbox could not be worked off');
				}),
		);
	}, EVERY_MS);
	return {
		stop: async () => {
			clearInterval(timer);
			await round;
			transport.close();
		},
	};
}

async function sendDue(services: Services, transport: Transporter): Promise<void> {
	const { db, now, log } = services;
	const due = await db
		.selectFrom('outgoing_mail')
		.selectAll()
		.where('sent_at', 'is', null)
		.where('next_attempt_at', '<=', now().toISOString())
		.orderBy('created_at')
		.limit(20)
		.execute();
	for (const mail of due) {
		const { id, recipient, subject, text, attempts, organisation_id: organisationId } = mail;
		if (!(await claim(services, mail))) continue;
		if (!(await isStillTheirs(db, { recipient, organisationId }))) {
			await db.deleteFrom('outgoing_mail').where('id', '=', id).execute();
			continue;
		}
		try {
			const [from, to] = [services.config.mailFrom, recipient];
			const headers = stopHeaders(mail.stop_url);
			await transport.sendMail({
				...{ from, to, subject, text, headers, messageId: `<${id}@offboardiq>` },
			});
			await db
				.updateTable('outgoing_mail')
				// The link in it has done its work; whoever reads the database later finds neither that nor whom it was about.
				.set({
					...{ sent_at: now().toISOString(), attempts: attempts + 1 },
					...{ text: '', subject: '', stop_url: null },
				})
				.where('id', '=', id)
				.execute();
		} catch (error) {
			log.warn({ mail: id, attempts: attempts + 1 }, 'a mail could not be sent');
			await postpone(services, id, attempts, error);
		}
	}
}

/** What mail programs show as "unsubscribe", and press without a page (RFC 8058). Nothing of it is anybody's text. */
const stopHeaders = (url: string | null): Record<string, string> =>
	url === null
		? {}
		: { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };

/** Of several portals that see a mail one sends it. Should that one die, it is tried again a little later. */
async function claim(
	{ db, now }: Services,
	{ id, next_attempt_at }: { readonly id: string; readonly next_attempt_at: string },
): Promise<boolean> {
	const until = new Date(now().getTime() + CLAIM_MS).toISOString();
	const claimed = await db
		.updateTable('outgoing_mail')
		.set({ next_attempt_at: until })
		.where('id', '=', id)
		.where('sent_at', 'is', null)
		.where('next_attempt_at', '=', next_attempt_at)
		.returning('id')
		.executeTakeFirst();
	return claimed !== undefined;
}

async function forgetOld({ db, now }: Services): Promise<void> {
	const before = new Date(now().getTime() - KEPT_MS).toISOString();
	await db.deleteFrom('outgoing_mail').where('created_at', '<=', before).execute();
}

async function postpone(
	{ db, now }: Services,
	id: string,
	attempts: number,
	error: unknown,
): Promise<void> {
	const minutes = AGAIN_AFTER_MIN[attempts];
	const at = minutes === undefined ? '9999' : new Date(now().getTime() + minutes * 60_000);
	await db
		.updateTable('outgoing_mail')
		.set({
			attempts: attempts + 1,
			next_attempt_at: at instanceof Date ? at.toISOString() : at,
			last_error: (error instanceof Error ? error.message : 'unknown').slice(0, 500),
		})
		.where('id', '=', id)
		.execute();
}
