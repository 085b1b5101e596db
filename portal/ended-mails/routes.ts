import { parseForm } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { chooseEndedMails, choiceForm } from './choice';

/** What somebody chooses on the page of their account. */
export function addEndedMailRoutes(routes: Routes, services: Services): void {
	routes.signedIn('post', '/account/mails', async (call) => {
		const form = parseForm(choiceForm, call.body);
		// Three buttons: whoever sends something else did not use them.
		if (!form.ok) throw new HttpError(400, 'Choose which mails you want. Nothing was changed.');
		await chooseEndedMails(services, call.visitor.accountId, form.value.endedMails);
		call.redirect('/account');
	});
}
