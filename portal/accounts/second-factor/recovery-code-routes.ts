import type { SignedInCall } from '../../http/call';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { hideRecoveryCodes, shownRecoveryCodes } from './recovery-codes';
import { renewRecoveryCodes } from './second-factor';

/** The recovery codes: shown for a few minutes after they were made, to be copied or downloaded, then never again. */
export function addRecoveryCodeRoutes(
	routes: Routes,
	services: Services,
	isRefused: (call: SignedInCall) => Promise<boolean>,
): void {
	routes.signedIn('get', '/account/mfa/codes', async (call) => {
		const codes = await shownRecoveryCodes(services, call.visitor.accountId);
		if (codes === null) return call.redirect('/account/mfa');
		call.page('accounts/views/recovery-codes', { title: 'Recovery codes', nav: 'account', codes });
	});
	routes.signedIn('get', '/account/mfa/codes.txt', async (call) => {
		const codes = await shownRecoveryCodes(services, call.visitor.accountId);
		if (codes === null) return call.redirect('/account/mfa');
		call.response
			.type('text/plain')
			.attachment('offboardiq-recovery-codes.txt')
			.send(
				`OffboardIQ recovery codes of ${call.visitor.email}\nEach works once.\n\n${codes.join('\n')}\n`,
			);
	});
	routes.signedIn('post', '/account/mfa/codes/kept', async (call) => {
		await hideRecoveryCodes(services, call.visitor.accountId);
		call.redirect('/account/mfa');
	});
	routes.signedIn('post', '/account/mfa/codes', async (call) => {
		if (await isRefused(call)) return;
		await renewRecoveryCodes(services, call.visitor);
		call.redirect('/account/mfa/codes');
	});
}
