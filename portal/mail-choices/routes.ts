import type { Call } from '../http/call';
import { parseForm } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { choicesForm, choicesFrom, keepChoices } from './choices';
import { ABOUT } from './kinds';
import { readStopToken, type Stop } from './stop-link';

const STOP = '/mails/stop/:token';

/** What somebody chooses on the page of their account, and the link in a mail that stops one kind of them. */
export function addMailChoiceRoutes(routes: Routes, services: Services): void {
	routes.signedIn('post', '/account/mails', async (call) => {
		const form = parseForm(choicesForm, call.body);
		// Buttons and boxes: whoever sends something else did not use them.
		if (!form.ok) throw new HttpError(400, 'Choose which mails you want. Nothing was changed.');
		await keepChoices(services, call.visitor.accountId, choicesFrom(form.value));
		call.redirect('/account#mails');
	});
	// Programs open links to look for harm in them: that stops nothing.
	routes.anybody('get', STOP, async (call) => {
		showStop(call, await stopOf(services, call), false);
	});
	// By the button of that page, or by a mail program as in RFC 8058, which follows no redirect.
	routes.anybody('post', STOP, async (call) => {
		const stop = await stopOf(services, call);
		const wanted = stop.kind === 'ended' ? ({ ended: 'none' } as const) : { [stop.kind]: false };
		await keepChoices(services, stop.accountId, wanted, 'by a link in a mail');
		showStop(call, stop, true);
	});
}

/** @throws HttpError 404 in words */
async function stopOf({ db }: Services, call: Call): Promise<Stop> {
	const stop = await readStopToken(db, call.param('token'));
	if (stop !== null) return stop;
	const says = 'This link stops nothing. Choose which mails you get on the page of your account.';
	throw new HttpError(404, says);
}

function showStop(call: Call, { kind }: Stop, isDone: boolean): void {
	const title = isDone ? 'No more of these mails' : 'Stop these mails?';
	call.page('mail-choices/views/stop', { title, about: ABOUT[kind], isDone });
}
