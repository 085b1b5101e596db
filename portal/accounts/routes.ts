import type { Routes } from '../http/routes';
import { noteRefusedSignIn } from '../audit/refused-sign-ins';
import { parseForm, typedIn } from '../http/form';
import type { Services } from '../services';
import { signInForm, signUpForm } from './account-forms';
import { sendVerifyLink, signIn, signUp, verifyEmail } from './accounts';
import { nextPath } from './next-path';
import { addPasswordRoutes } from './password-routes';
import { SignInLimit } from './sign-in-limit';
import { addMicrosoftRoutes } from './microsoft/routes';
import { addOwnAccountRoutes } from './own-account/routes';
import { addSecondFactorRoutes } from './second-factor/routes';
import { enter } from './second-factor/sign-in-routes';
import { closeSession, openSession } from './sessions';

/** Sign-up, sign-in, sign-out and the links in mails. */
export function addAccountRoutes(routes: Routes, services: Services): void {
	addSignUp(routes, services);
	addSignIn(routes, services);
	addVerify(routes, services);
	addPasswordRoutes(routes, services);
	addSecondFactorRoutes(routes, services);
	addOwnAccountRoutes(routes, services);
	addMicrosoftRoutes(routes, services);
	routes.signedIn(
		'post',
		'/auth/signout',
		async (call) => {
			await closeSession(services, call.visitor.sessionId, call.response);
			call.redirect('/auth/signin');
		},
		{ beforeMfa: true },
	);
}

function addSignUp(routes: Routes, services: Services): void {
	const view = 'accounts/views/sign-up';
	routes.anybody('get', '/auth/signup', (call, visitor) => {
		if (visitor) return call.redirect('/');
		call.page(view, { title: 'Create your account', typed: {}, errors: [] });
	});
	routes.anybody('post', '/auth/signup', async (call) => {
		const typed = typedIn(call.body, ['name', 'email']);
		const form = parseForm(signUpForm, call.body);
		if (!form.ok) {
			return call.page(view, { title: 'Create your account', typed, errors: form.errors }, 422);
		}
		const accountId = await signUp(services, form.value);
		// No session means that the address is taken. The page speaks of a mail only; the mailbox learns why.
		if (accountId !== null) {
			await openSession(services, accountId, call.request, call.response);
			return call.redirect('/welcome/organisation');
		}
		call.page('accounts/views/look-into-mail', {
			title: 'Look into your mailbox',
			email: form.value.email.address,
		});
	});
}

function addSignIn(routes: Routes, services: Services): void {
	const view = 'accounts/views/sign-in';
	const limit = new SignInLimit();
	const page = { title: 'Sign in', failed: null, errors: [] };
	routes.anybody('get', '/auth/signin', (call, visitor) => {
		if (visitor) return call.redirect(nextPath(call.query('next')));
		call.page(view, { ...page, typed: {}, next: nextPath(call.query('next')) });
	});
	routes.anybody('post', '/auth/signin', async (call) => {
		const typed = typedIn(call.body, ['email', 'next']);
		const shown = { ...page, typed, next: nextPath(typed.next ?? '') };
		const form = parseForm(signInForm, call.body);
		if (!form.ok) return call.page(view, { ...shown, errors: form.errors }, 422);
		const { email, password } = form.value;
		const ip = call.request.ip ?? '';
		const left = await limit.take(ip, email);
		const accountId = await signIn(services, email, password);
		if (accountId === null) {
			const failed = `The email or the password is wrong. ${triesLeft(left)}`;
			call.page(view, { ...shown, failed }, 422);
			// After the answer: how long it took must not tell whether there is such an account.
			return await noteRefusedSignIn(services, email, ip);
		}
		await limit.forgive(ip, email);
		await enter(services, call, accountId, shown.next);
	});
}

const triesLeft = (left: number): string =>
	left === 0
		? 'The next try is in 15 minutes.'
		: `${left} ${left === 1 ? 'try' : 'tries'} left, then a pause of 15 minutes.`;

function addVerify(routes: Routes, services: Services): void {
	routes.anybody('get', '/auth/verify/:token', (call) => {
		call.page('accounts/views/verify', {
			title: 'Confirm your address',
			token: call.param('token'),
			isGone: false,
		});
	});
	routes.anybody('post', '/auth/verify/:token', async (call, visitor) => {
		if (await verifyEmail(services, call.param('token'))) {
			return call.redirect(visitor ? '/' : '/auth/signin');
		}
		call.page(
			'accounts/views/verify',
			{ title: 'Confirm your address', token: '', isGone: true },
			410,
		);
	});
	routes.signedIn('post', '/auth/verify-again', async (call) => {
		await sendVerifyLink(services, call.visitor.accountId);
		call.redirect('/');
	});
}
