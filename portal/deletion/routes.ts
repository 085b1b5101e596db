import { parseEmail } from '../accounts/email-address';
import { SignInLimit } from '../accounts/sign-in-limit';
import type { MemberCall } from '../http/call';
import { typedIn } from '../http/form';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { askDeletion, deletedAfter, DAYS, deletionOf, undoDeletion } from './deletion';
import { paidMeanwhile } from './paid-meanwhile';

/** Deleting the organisation: asking for it, and calling it off. */
export function addDeletionRoutes(routes: Routes, services: Services): void {
	const view = 'deletion/views/deletion';
	const page = { title: 'Delete the organisation', nav: 'settings', days: DAYS, errors: [] };
	// A session that was left open must not be enough to guess the password with.
	const limit = new SignInLimit();
	const paidOf = ({ member }: MemberCall, dueAt: string | null) =>
		paidMeanwhile(services.db, member.organisation.id, dueAt ?? deletedAfter(services.now()));
	routes.member('get', '/settings/delete', 'organisation:delete', async (call) => {
		const dueAt = await deletionOf(services.db, call.member.organisation.id);
		call.page(view, { ...page, dueAt, paid: await paidOf(call, dueAt), typed: {} });
	});
	const ask = async (call: MemberCall) => {
		const typed = typedIn(call.body, ['name', 'password']);
		const email = parseEmail(call.visitor.email);
		if (email) await limit.take(call.request.ip ?? '', email);
		const form = { name: typed.name ?? '', password: typed.password ?? '' };
		const errors = await askDeletion(services, call.member, form);
		if (errors.length === 0) return call.redirect('/settings/delete');
		const data = { ...page, dueAt: null, paid: await paidOf(call, null), errors };
		call.page(view, { ...data, typed: { name: form.name } }, 422);
	};
	const callOff = async (call: MemberCall) => {
		await undoDeletion(services, call.member);
		call.redirect('/settings/delete');
	};
	// Whoever leaves does so after the trial too.
	const afterTrial = { afterTrial: true };
	routes.member('post', '/settings/delete', 'organisation:delete', ask, afterTrial);
	routes.member('post', '/settings/delete/undo', 'organisation:delete', callOff, afterTrial);
}
