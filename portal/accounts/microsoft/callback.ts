import { recordOwnAct } from '../../audit/acts';
import type { Visitor } from '../visitor';
import type { Call } from '../../http/call';
import { HttpError } from '../../http/http-error';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { joinFromMicrosoft } from '../../team/join-from-microsoft';
import { enter } from '../second-factor/sign-in-routes';
import { accountOf, linkIdentity } from './identities';
import { MicrosoftSignInError, type MicrosoftIdentity } from './microsoft-login';
import { beginSignUp } from './microsoft-sign-up';
import { endRoundTrip, type RoundTrip } from './round-trip';

/** Where Microsoft sends people back to. */
export function addCallback(routes: Routes, services: Services): void {
	routes.anybody('get', '/auth/microsoft/callback', async (call, visitor) => {
		const trip = await endRoundTrip(services, call.request, call.query('state'));
		if (trip === null || services.microsoft === null) {
			return failed(
				call,
				'It was not begun in this browser, was used, or took too long. Begin anew.',
			);
		}
		const code = call.query('code');
		if (code === '') return failed(call, 'Microsoft did not let you in. Nothing was changed.');
		const identity = await services.microsoft.identityOf(code, trip.challenge).catch(unbelieved);
		if (identity === null) {
			return failed(
				call,
				'Microsoft’s answer could not be believed. Use an account of your work or school.',
			);
		}
		await arrive(services, call, visitor, trip, identity);
	});

	/** The code is worth nothing any more, but what went wrong is: its kind, not what was sent. */
	function unbelieved(error: unknown): null {
		if (!(error instanceof MicrosoftSignInError)) throw error;
		const cause = error.cause instanceof Error ? error.cause.message.slice(0, 200) : 'unknown';
		services.log.warn({ cause }, 'a sign-in at Microsoft was refused');
		return null;
	}
}

function failed(call: Call, says: string): void {
	call.page('accounts/views/microsoft-failed', { title: 'Not signed in', says }, 400);
}

async function arrive(
	services: Services,
	call: Call,
	visitor: Visitor | null,
	{ purpose, next }: RoundTrip,
	identity: MicrosoftIdentity,
): Promise<void> {
	if (purpose.type === 'link') {
		if (visitor?.accountId !== purpose.subject) {
			throw new HttpError(403, 'Sign in with your password, and connect Microsoft once more.');
		}
		const accountId = purpose.subject;
		await services.db.transaction().execute(async (tx) => {
			await linkIdentity(tx, identity, accountId, services.now());
			await recordOwnAct(services, tx, accountId, { type: 'account.microsoftLinked' });
		});
		return call.redirect(next);
	}
	if (purpose.type === 'join') {
		const accountId = await joinFromMicrosoft(services, purpose.subject, identity);
		return await enter(services, call, accountId, '/');
	}
	const accountId = await accountOf(services, identity);
	if (accountId !== null) return await enter(services, call, accountId, next);
	await beginSignUp(services, call.response, identity);
	call.redirect('/auth/microsoft/new');
}
