import type { Call, SignedInCall } from '../../http/call';
import { typedIn } from '../../http/form';
import { HttpError } from '../../http/http-error';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { wrongPassword } from '../check-password';
import { nextPath } from '../next-path';
import { hashOf } from '../secret-token';
import { unlinkIdentity } from './identities';
import { addCallback } from './callback';
import { beginRoundTrip, type Purpose } from './round-trip';
import { addMicrosoftSignUp } from './sign-up-routes';

/** Sign-in at Microsoft: there, back, a new account, an invitation, and connecting it to an account there is. */
export function addMicrosoftRoutes(routes: Routes, services: Services): void {
	routes.anybody('post', '/auth/microsoft', async (call) => {
		const typed = typedIn(call.body, ['next', 'invitation']);
		const invitation = typed.invitation ?? '';
		const purpose: Purpose =
			invitation === '' ? { type: 'signIn' } : { type: 'join', subject: hashOf(invitation) };
		await leave(services, call, purpose, nextPath(typed.next ?? ''));
	});
	addCallback(routes, services);
	addMicrosoftSignUp(routes, services);
	addLinking(routes, services);
}

function addLinking(routes: Routes, services: Services): void {
	routes.signedIn('post', '/account/microsoft/connect', async (call) => {
		await askPassword(services, call);
		const purpose = { type: 'link', subject: call.visitor.accountId } as const;
		await leave(services, call, purpose, '/account');
	});
	routes.signedIn('post', '/account/microsoft/disconnect', async (call) => {
		await askPassword(services, call);
		await unlinkIdentity(services, call.visitor.accountId);
		call.redirect('/account');
	});
}

/** A session alone must not open a second way in, nor close the only one. */
async function askPassword(services: Services, call: SignedInCall): Promise<void> {
	const { visitor } = call;
	if (!visitor.hasPassword) {
		throw new HttpError(409, 'Choose a password first: the sign-in page sends a link for it.');
	}
	const password = typedIn(call.body, ['microsoft-password'])['microsoft-password'] ?? '';
	const says = await wrongPassword(services, visitor.accountId, password);
	if (says !== null) throw new HttpError(403, `${says} Nothing was changed.`);
}

async function leave(services: Services, call: Call, purpose: Purpose, next: string) {
	if (services.microsoft === null) {
		throw new HttpError(404, 'Sign-in at Microsoft is not set up here. Use your password.');
	}
	call.redirect(await beginRoundTrip(services, call.response, purpose, next));
}
