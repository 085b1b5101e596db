import { z } from 'zod/v4';
import type { SignedInCall } from '../../http/call';
import { parseForm, typedIn, type FieldError } from '../../http/form';
import { CHOICES } from '../../ended-mails/ended-choice';
import { choicesOf } from '../../mail-choices/choices';
import { ALWAYS_SENT, SWITCHES } from '../../mail-choices/kinds';
import { HttpError } from '../../http/http-error';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { nameField, newPasswordField } from '../account-forms';
import { wrongPassword } from '../check-password';
import { isLinked } from '../microsoft/identities';
import { factorOf } from '../second-factor/second-factor';
import { closeSession, openSession } from '../sessions';
import { deleteOwnAccount, isLastOwner } from './delete-account';
import { changeName, changePassword } from './own-account';
import { endAllSessions, endOwnSession, ownSessions } from './own-sessions';

const nameForm = z.object({ name: nameField('Enter your name.') });
const passwordForm = z.object({ password: newPasswordField });

/** What somebody can change about themselves: name, password, where they are signed in. */
export function addOwnAccountRoutes(routes: Routes, services: Services): void {
	routes.signedIn('get', '/account', (call) => showAccount(services, call, [], {}));
	addName(routes, services);
	addPassword(routes, services);
	routes.signedIn('post', '/account/sessions/:id/end', async (call) => {
		const id = call.param('id');
		if (id === call.visitor.sessionId) return signOut(services, call);
		await endOwnSession(services, call.visitor, id);
		call.redirect('/account');
	});
	routes.signedIn('post', '/account/sign-out-everywhere', async (call) => {
		await endAllSessions(services, call.visitor);
		await signOut(services, call);
	});
	routes.signedIn('post', '/account/delete', async (call) => {
		const typed = typedIn(call.body, ['delete-address', 'delete-password']);
		const [address, password] = [typed['delete-address'] ?? '', typed['delete-password'] ?? ''];
		const errors = await deleteOwnAccount(services, call.visitor, { address, password });
		if (errors.length > 0) return showAccount(services, call, errors, { address });
		await signOut(services, call);
	});
}

async function signOut(services: Services, call: SignedInCall): Promise<void> {
	await closeSession(services, call.visitor.sessionId, call.response);
	call.redirect('/auth/signin');
}

/** Shows the page, with what was wrong with one of its forms. */
async function showAccount(
	services: Services,
	call: SignedInCall,
	errors: readonly FieldError[],
	typed: Readonly<Record<string, string>>,
): Promise<void> {
	const { accountId } = call.visitor;
	const about = {
		sessions: await ownSessions(services, call.visitor),
		factor: await factorOf(services, accountId),
		isLinked: await isLinked(services, accountId),
		isLastOwner: await isLastOwner(services.db, call.visitor),
		mails: await choicesOf(services.db, accountId),
		...{ endedChoices: Object.entries(CHOICES), mailSwitches: SWITCHES, alwaysSent: ALWAYS_SENT },
	};
	const page = { title: 'Your account', nav: 'account', ...about, errors };
	const shown = { name: call.visitor.name, ...typed };
	call.page('accounts/views/account', { ...page, typed: shown }, errors.length > 0 ? 422 : 200);
}

function addName(routes: Routes, services: Services): void {
	routes.signedIn('post', '/account/name', async (call) => {
		const form = parseForm(nameForm, call.body);
		if (!form.ok) return showAccount(services, call, form.errors, typedIn(call.body, ['name']));
		await changeName(services, call.visitor, form.value.name);
		call.redirect('/account');
	});
}

function addPassword(routes: Routes, services: Services): void {
	routes.signedIn('post', '/account/password', async (call) => {
		const { visitor } = call;
		if (!visitor.hasPassword) {
			throw new HttpError(
				409,
				'You have no password. Ask for a link to choose one at the sign-in.',
			);
		}
		const form = parseForm(passwordForm, call.body);
		if (!form.ok) return showAccount(services, call, form.errors, {});
		const current = typedIn(call.body, ['current']).current ?? '';
		const says = await wrongPassword(services, visitor.accountId, current);
		if (says !== null) return showAccount(services, call, [{ field: 'current', says }], {});
		await changePassword(services, visitor, form.value.password);
		const { request, response } = call;
		await openSession(services, visitor.accountId, request, response, visitor.passedMfa);
		call.redirect('/account');
	});
}
