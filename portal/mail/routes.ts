import type { Routes } from '../http/routes';
import type { Services } from '../services';

/** Without SMTP, mails are read here: on the machine the portal runs on, and only there. */
export function addOutboxRoutes(routes: Routes, { config, db }: Services): void {
	if (config.smtpUrl !== null || !isThisMachine(config.publicUrl)) return;
	routes.anybody('get', '/dev/outbox', async (call) => {
		const mails = await db
			.selectFrom('outgoing_mail')
			.selectAll()
			.orderBy('created_at', 'desc')
			.limit(50)
			.execute();
		call.page('mail/views/outbox', { title: 'Development outbox', mails: mails.map(readable) });
	});
}

/** The text in parts, so that links can be followed. */
function readable(mail: { recipient: string; subject: string; text: string; created_at: string }) {
	const lines = mail.text.split('\n').map((line) => ({ text: line, isLink: isOurLink(line) }));
	return { ...mail, lines };
}

const isOurLink = (line: string): boolean => /^https?:\/\/\S+$/.test(line);

const isThisMachine = (url: string): boolean =>
	['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
