import type { Call } from '../../http/call';
import { typedIn } from '../../http/form';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { nextPath } from '../next-path';
import { openSession } from '../sessions';
import { closePendingSignIn, openPendingSignIn, pendingSignIn } from './pending-sign-in';
import { factorOf, takeCode } from './second-factor';

/**
 * Signs in somebody whose password, or whose Microsoft account, was right: at once, or by way of the second step.
 *
 * @param next a path of ours to go to
 */
export async function enter(
	services: Services,
	call: Call,
	accountId: string,
	next: string,
): Promise<void> {
	const { request, response } = call;
	if ((await factorOf(services, accountId)).isOn) {
		await openPendingSignIn(services, accountId, response);
		return call.redirect(
			next === '/' ? '/auth/code' : `/auth/code?next=${encodeURIComponent(next)}`,
		);
	}
	await openSession(services, accountId, request, response);
	call.redirect(next);
}

/** The second step: a code of the app, or a recovery code. */
export function addCodeRoutes(routes: Routes, services: Services): void {
	const view = 'accounts/views/code';
	const page = { title: 'Enter your code', errors: [] };
	routes.anybody('get', '/auth/code', async (call) => {
		if ((await pendingSignIn(services, call.request)) === null)
			return call.redirect('/auth/signin');
		call.page(view, { ...page, next: nextPath(call.query('next')) });
	});
	routes.anybody('post', '/auth/code', async (call) => {
		const { request, response } = call;
		const typed = typedIn(call.body, ['code', 'next']);
		const next = nextPath(typed.next ?? '');
		const accountId = await pendingSignIn(services, request);
		if (accountId === null) return call.redirect('/auth/signin');
		const code = (typed.code ?? '').slice(0, 40);
		if (!(await takeCode(services, accountId, request.ip ?? '', code))) {
			const says =
				'This code is wrong or was used. Wait for the next one, or take a recovery code.';
			return call.page(view, { ...page, next, errors: [{ field: 'code', says }] }, 422);
		}
		await closePendingSignIn(services, request, response);
		await openSession(services, accountId, request, response, true);
		call.redirect(next);
	});
}
