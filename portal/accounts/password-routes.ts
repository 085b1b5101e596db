import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseForm, typedIn } from '../http/form';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { forgotForm, resetForm } from './account-forms';
import { forgotPassword, resetPassword } from './accounts';

/** A new password by a link in a mail. */
export function addPasswordRoutes(routes: Routes, services: Services): void {
	addForgot(routes, services);
	const view = 'accounts/views/reset';
	const page = { title: 'Choose a new password', errors: [], isGone: false };
	routes.anybody('get', '/auth/reset/:token', (call) => {
		call.page(view, { ...page, token: call.param('token') });
	});
	routes.anybody('post', '/auth/reset/:token', async (call) => {
		const token = call.param('token');
		const form = parseForm(resetForm, call.body);
		if (!form.ok) return call.page(view, { ...page, token, errors: form.errors }, 422);
		if (await resetPassword(services, token, form.value.password)) {
			return call.redirect('/auth/signin');
		}
		call.page(view, { ...page, token: '', isGone: true }, 410);
	});
}

function addForgot(routes: Routes, services: Services): void {
	const view = 'accounts/views/forgot';
	const page = { title: 'Forgot your password', errors: [] };
	routes.anybody('get', '/auth/forgot', (call) => call.page(view, { ...page, typed: {} }));
	routes.anybody('post', '/auth/forgot', async (call) => {
		const typed = typedIn(call.body, ['email']);
		const form = parseForm(forgotForm, call.body);
		if (!form.ok) return call.page(view, { ...page, typed, errors: form.errors }, 422);
		call.page('accounts/views/look-into-mail', {
			title: 'Look into your mailbox',
			email: form.value.email.address,
		});
		// After the answer, and not at once: neither how long this one took nor the next may tell whether there is such
		// an account.
		await sleep(randomInt(50, 300));
		await forgotPassword(services, form.value.email);
	});
}
