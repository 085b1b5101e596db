import type { MemberCall } from '../../http/call';
import { notFound } from '../../http/http-error';
import type { Services } from '../../services';
import { refreshSoon } from '../mirror/refresh';
import { stripeFor } from '../owner-only';

/**
 * Somebody comes back from paying: the plan is read at once, whether the webhook was here already or not.
 *
 * @returns whether it is paid
 * @throws HttpError 404 for a purchase that is not this organisation's, whatever its address says
 */
export async function comeBack(
	services: Services,
	{ member }: Pick<MemberCall, 'member'>,
	sessionId: string,
): Promise<boolean> {
	const stripe = stripeFor(services, member);
	const { db } = services;
	const { id } = member.organisation;
	const own = await db
		.selectFrom('checkout')
		.select('id')
		.where('organisation_id', '=', id)
		.where('session_id', '=', sessionId)
		.executeTakeFirst();
	if (!own) throw notFound();
	const session = await stripe.client.checkout.sessions.retrieve(sessionId);
	if (session.client_reference_id !== id) throw notFound();
	if (session.status !== 'open') {
		await db
			.updateTable('checkout')
			.set({ state: session.status ?? 'expired' })
			.where('id', '=', own.id)
			.where('organisation_id', '=', id)
			.execute();
	}
	await refreshSoon(services, id);
	// A payment that takes days, such as a direct debit, is complete as a purchase and not paid yet.
	return session.status === 'complete' && session.payment_status !== 'unpaid';
}
