import type { Request } from 'express';
import type { Selectable } from 'kysely';
import { notFound } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { OutgoingMailRow } from '../database/schema';
import type { Services } from '../services';

/** Without SMTP, mails are read here: on the machine the portal runs on, and only there. */
export function addOutboxRoutes(routes: Routes, { config, db }: Services): void {
	if (config.smtpUrl !== null || !isThisMachine(config.publicUrl)) return;
	routes.anybody('get', '/dev/outbox', async (call) => {
		// A proxy in front makes a portal of everybody's out of it: whoever reads the mails gets into any account.
		if (!isFromThisMachine(call.request)) throw notFound();
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
function readable(mail: Selectable<OutgoingMailRow>) {
	const lines = mail.text.split('\n').map((line) => ({ text: line, isLink: isOurLink(line) }));
	return { ...mail, lines };
}

const isOurLink = (line: string): boolean => /^https?:\/\/\S+$/.test(line);

function isFromThisMachine(request: Request): boolean {
	const host = request.get('host') ?? '';
	const isForwarded = request.get('x-forwarded-for') ?? request.get('forwarded');
	return isForwarded === undefined && isThisMachine(`http://${host}`);
}

const isThisMachine = (url: string): boolean =>
	URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
