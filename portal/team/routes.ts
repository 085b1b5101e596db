import { z } from 'zod/v4';
import { nameField, newPasswordField } from '../accounts/account-forms';
import { openSession } from '../accounts/sessions';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { inviteAll, invitationBy, openInvitations, revokeInvitation } from './invitations';
import { joinWithAccount, joinWithNewAccount } from './join';
import { changeRole, removeMember, teamOf } from './members';
import { setMfaPolicy } from './mfa-policy';
import { can, mayAssign, ROLE_ROWS, ROLES, ROLE_WORDS, roleOf } from './roles';

const joinForm = z.object({ name: nameField('Enter your name.'), password: newPasswordField });

/** Members, invitations, and the link in an invitation. */
export function addTeamRoutes(routes: Routes, services: Services): void {
	addTeamPage(routes, services);
	addJoin(routes, services);
	routes.member(
		'post',
		'/team/members/:id/role',
		'team:manage',
		async (call) => {
			const role = roleOf(typedIn(call.body, ['role']).role ?? '');
			if (role === null) throw new HttpError(400, 'Choose a role.');
			await changeRole(services, call.member, call.param('id'), role);
			call.redirect('/team');
		},
		{ afterTrial: true },
	);
	routes.member(
		'post',
		'/team/members/:id/remove',
		'team:manage',
		async (call) => {
			await removeMember(services, call.member, call.param('id'));
			call.redirect('/team');
		},
		{ afterTrial: true },
	);
	routes.member(
		'post',
		'/team/invitations/:id/revoke',
		'team:manage',
		async (call) => {
			await revokeInvitation(services, call.member, call.param('id'));
			call.redirect('/team');
		},
		{ afterTrial: true },
	);
}

function addTeamPage(routes: Routes, services: Services): void {
	routes.member('get', '/team', 'team:read', (call) =>
		showTeam(services, call, { role: 'admin' }, []),
	);
	routes.member('post', '/team/invitations', 'team:manage', async (call) => {
		const typed = typedIn(call.body, ['emails', 'role']);
		const { errors } = await inviteAll(services, call.visitor, call.member, typed);
		if (errors.length === 0) return call.redirect('/team');
		await showTeam(services, call, typed, errors);
	});
	routes.member(
		'post',
		'/team/mfa',
		'organisation:manage',
		async (call) => {
			const { required } = typedIn(call.body, ['required']);
			await setMfaPolicy(services, call.member, required === 'yes');
			call.redirect('/team');
		},
		{ afterTrial: true },
	);
}

async function showTeam(
	services: Services,
	call: MemberCall,
	typed: Readonly<Record<string, string>>,
	errors: readonly FieldError[],
): Promise<void> {
	const [members, invitations] = await Promise.all([
		teamOf(services, call.member),
		openInvitations(services, call.member),
	]);
	const roles = ROLES.filter((role) => mayAssign(call.member.role, role));
	const page = { title: 'Team', nav: 'team', members, invitations, roles, ROLE_WORDS, ROLES };
	const table = { can, ROLE_ROWS };
	call.page('team/views/team', { ...page, ...table, typed, errors }, errors.length > 0 ? 422 : 200);
}

function addJoin(routes: Routes, services: Services): void {
	const view = 'team/views/join';
	const page = { title: 'Join', errors: [], typed: {} };
	routes.anybody('get', '/join/:token', async (call) => {
		const token = call.param('token');
		const invitation = await invitationBy(services, token);
		call.page(view, { ...page, token, invitation }, invitation ? 200 : 410);
	});
	routes.anybody('post', '/join/:token', async (call, visitor) => {
		const token = call.param('token');
		if (visitor) {
			const joined = await joinWithAccount(services, token, visitor.accountId);
			if (joined.type === 'joined') return call.redirect('/');
			throw new HttpError(
				409,
				'This invitation is for another address. Sign out and open it again.',
			);
		}
		const form = parseForm(joinForm, call.body);
		if (!form.ok) {
			const invitation = await invitationBy(services, token);
			const typed = typedIn(call.body, ['name']);
			return call.page(view, { ...page, token, invitation, typed, errors: form.errors }, 422);
		}
		const joined = await joinWithNewAccount(services, token, form.value);
		if (joined.type === 'taken') {
			throw new HttpError(
				409,
				'This address has an account. Sign in, and open the invitation again.',
			);
		}
		if (joined.type === 'gone') return call.page(view, { ...page, token, invitation: null }, 410);
		await openSession(services, joined.accountId, call.request, call.response);
		call.redirect('/');
	});
}
