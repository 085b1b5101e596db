import { toDataURL } from 'qrcode';
import type { SignedInCall } from '../../http/call';
import { typedIn, type FieldError } from '../../http/form';
import { HttpError } from '../../http/http-error';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { wrongPassword } from '../check-password';
import type { Visitor } from '../visitor';
import { beginSetUp, setUpOf } from './authenticator';
import { addRecoveryCodeRoutes } from './recovery-code-routes';
import { confirmSetUp, factorOf, removeFactor, takeCode } from './second-factor';
import { addCodeRoutes } from './sign-in-routes';

/** Setting up a second factor is what somebody may do who may do nothing else. */
const BEFORE_MFA = { beforeMfa: true } as const;

/** Two-step sign-in: set it up, change the app, turn it off, recovery codes, and the second step itself. */
export function addSecondFactorRoutes(routes: Routes, services: Services): void {
	routes.signedIn('get', '/account/mfa', (call) => showFactor(services, call, []), BEFORE_MFA);
	addSetUp(routes, services);
	routes.signedIn('post', '/account/mfa/remove', async (call) => {
		if (await refused(services, call)) return;
		await removeFactor(services, call.visitor);
		call.redirect('/account/mfa');
	});
	addRecoveryCodeRoutes(routes, services, (call) => refused(services, call));
	addCodeRoutes(routes, services);
}

function addSetUp(routes: Routes, services: Services): void {
	routes.signedIn(
		'post',
		'/account/mfa/begin',
		async (call) => {
			const { accountId } = call.visitor;
			const { isOn } = await factorOf(services, accountId);
			if (isOn && (await refused(services, call))) return;
			await beginSetUp(services, accountId);
			call.redirect('/account/mfa');
		},
		BEFORE_MFA,
	);
	routes.signedIn(
		'post',
		'/account/mfa/confirm',
		async (call) => {
			const code = codeIn(call.body, 'new-code');
			const ip = call.request.ip ?? '';
			if (await confirmSetUp(services, call.visitor, ip, code)) {
				return call.redirect('/account/mfa/codes');
			}
			// Whoever pressed twice has it already.
			if (
				(await factorOf(services, call.visitor.accountId)).isOn &&
				!(await pending(services, call))
			)
				return call.redirect('/account/mfa/codes');
			const says =
				'This is not the code of now. Type the newest one; the clock of the device has to be right.';
			await showFactor(services, call, [{ field: 'new-code', says }]);
		},
		BEFORE_MFA,
	);
}

const pending = (services: Services, call: SignedInCall) => setUpOf(services, call.visitor);

/** A code as it was typed, at most as long as one can be. */
export const codeIn = (body: unknown, field: string): string =>
	(typedIn(body, [field])[field] ?? '').slice(0, 40);

/**
 * Asks for password and code before the second factor is changed. Shows what is wrong with them.
 *
 * @returns whether an answer was sent
 */
async function refused(services: Services, call: SignedInCall): Promise<boolean> {
	const { accountId } = call.visitor;
	if (!(await factorOf(services, accountId)).isOn) {
		throw new HttpError(409, 'Two-step sign-in is off. There is nothing to change.');
	}
	const password = typedIn(call.body, ['password']).password ?? '';
	const wrong = await wrongPassword(services, accountId, password);
	if (wrong !== null) {
		await showFactor(services, call, [{ field: 'password', says: wrong }]);
		return true;
	}
	const code = codeIn(call.body, 'code');
	if (await takeCode(services, accountId, call.request.ip ?? '', code)) return false;
	const says = 'This code is wrong or was used. Wait for the next one, or take a recovery code.';
	await showFactor(services, call, [{ field: 'code', says }]);
	return true;
}

async function showFactor(
	services: Services,
	call: SignedInCall,
	errors: readonly FieldError[],
): Promise<void> {
	const factor = await factorOf(services, call.visitor.accountId);
	const setUp = await setUpOf(services, call.visitor);
	const page = { title: 'Two-step sign-in', nav: 'account', factor, setUp, errors };
	const qr = setUp && (await toDataURL(setUp.uri, { margin: 2, width: 220, type: 'image/png' }));
	const view = 'accounts/views/second-factor';
	const asked = await askedBy(services, call.visitor);
	call.page(view, { ...page, qr, asked }, errors.length > 0 ? 422 : 200);
}

/** Which organisation asks for it, in case somebody can go nowhere else. */
async function askedBy({ db }: Services, visitor: Visitor): Promise<string | null> {
	if (!visitor.mustSetUpMfa) return null;
	const row = await db
		.selectFrom('member')
		.innerJoin('organisation', 'organisation.id', 'member.organisation_id')
		.select('organisation.name')
		.where('member.account_id', '=', visitor.accountId)
		.executeTakeFirst();
	return row?.name ?? null;
}
