import { z } from 'zod/v4';
import { parseForm, typedIn } from '../../http/form';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { nameField, workEmailField } from '../account-forms';
import { countAttempt } from '../attempts';
import { placeOf } from '../place';
import { enter } from '../second-factor/sign-in-routes';
import { finishSignUp, sendSignUpLink, signUpUnderWay } from './microsoft-sign-up';

const form = z.object({ name: nameField('Enter your name.'), email: workEmailField });

/** A new account for somebody from Microsoft. The address is asked for and shown by a mail, never taken from a token. */
export function addMicrosoftSignUp(routes: Routes, services: Services): void {
	addAddress(routes, services);
	const view = 'accounts/views/microsoft-confirm';
	const page = { title: 'Confirm your address', isGone: false };
	routes.anybody('get', '/auth/microsoft/confirm/:token', (call) => {
		call.page(view, { ...page, token: call.param('token') });
	});
	routes.anybody('post', '/auth/microsoft/confirm/:token', async (call) => {
		const accountId = await finishSignUp(services, call.request, call.param('token'));
		if (accountId === null) return call.page(view, { ...page, token: '', isGone: true }, 410);
		await enter(services, call, accountId, '/welcome/organisation');
	});
}

function addAddress(routes: Routes, services: Services): void {
	const view = 'accounts/views/microsoft-new';
	const page = { title: 'Create your account', errors: [] };
	routes.anybody('get', '/auth/microsoft/new', async (call) => {
		const underWay = await signUpUnderWay(services, call.request);
		if (underWay === null) return call.redirect('/auth/signin');
		call.page(view, { ...page, typed: { name: underWay.name, email: underWay.email ?? '' } });
	});
	routes.anybody('post', '/auth/microsoft/new', async (call) => {
		const underWay = await signUpUnderWay(services, call.request);
		if (underWay === null) return call.redirect('/auth/signin');
		const parsed = parseForm(form, call.body);
		if (!parsed.ok) {
			const typed = typedIn(call.body, ['name', 'email']);
			return call.page(view, { ...page, typed, errors: parsed.errors }, 422);
		}
		const place = `microsoft sign-up|${placeOf(call.request.ip ?? '')}`;
		await countAttempt(services, place, { most: 20, minutes: 60 });
		await sendSignUpLink(services, underWay.browser_hash, parsed.value);
		const { address } = parsed.value.email;
		call.page('accounts/views/look-into-mail', { title: 'Look into your mailbox', email: address });
	});
}
