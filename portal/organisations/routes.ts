import { z } from 'zod/v4';
import { nameField } from '../accounts/account-forms';
import { parseForm, typedIn } from '../http/form';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { inviteAll } from '../team/invitations';
import { foundOrganisation, setWizardStep } from './organisations';

const organisationForm = z.object({ name: nameField('Enter a name.', 80) });

/** The wizard: name the organisation, invite, connect. Each step is a page of its own; it goes on where it was left. */
export function addWizardRoutes(routes: Routes, services: Services): void {
	addName(routes, services);
	addTeam(routes, services);
}

function addName(routes: Routes, services: Services): void {
	const view = 'organisations/views/name';
	const page = { title: 'Name your organisation', errors: [] };
	routes.signedIn('get', '/welcome/organisation', (call) => {
		if (call.visitor.member) return call.redirect('/');
		call.page(view, { ...page, typed: {} });
	});
	routes.signedIn('post', '/welcome/organisation', async (call) => {
		const form = parseForm(organisationForm, call.body);
		if (!form.ok) {
			const typed = typedIn(call.body, ['name']);
			return call.page(view, { ...page, typed, errors: form.errors }, 422);
		}
		await foundOrganisation(services, call.visitor, form.value.name);
		call.redirect('/welcome/team');
	});
}

function addTeam(routes: Routes, services: Services): void {
	const view = 'organisations/views/team';
	const page = { title: 'Invite your team', errors: [] };
	routes.member('get', '/welcome/team', 'team:manage', (call) =>
		call.page(view, { ...page, typed: { role: 'admin' } }),
	);
	routes.member('post', '/welcome/team', 'team:manage', async (call) => {
		const typed = typedIn(call.body, ['emails', 'role', 'skip']);
		if (typed.skip === '') {
			const { errors } = await inviteAll(services, call.visitor, call.member, typed);
			if (errors.length > 0) return call.page(view, { ...page, typed, errors }, 422);
		}
		await setWizardStep(services, call.member, 'connect');
		call.redirect('/welcome/connect');
	});
}
