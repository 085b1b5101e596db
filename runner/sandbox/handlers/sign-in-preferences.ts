import { noContent, ok } from '../http/answer';
import { bodyObject, type Route } from '../http/call';
import { badRequest } from '../http/graph-error';
import type { AuthenticationMethod } from '../state/authentication';
import { contextOf, userOf } from './find';

/** Which method each preference stands for. */
const PREFERENCES: Readonly<Record<string, (method: AuthenticationMethod) => boolean>> = {
	push: ({ kind }) => kind === 'microsoftAuthenticator',
	oath: ({ kind }) => ['softwareOath', 'hardwareOath', 'microsoftAuthenticator'].includes(kind),
	sms: ({ kind, details }) => kind === 'phone' && details['phoneType'] !== 'office',
	voiceMobile: ({ kind, details }) => kind === 'phone' && details['phoneType'] === 'mobile',
	voiceAlternateMobile: ({ kind, details }) =>
		kind === 'phone' && details['phoneType'] === 'alternateMobile',
	voiceOffice: ({ kind, details }) => kind === 'phone' && details['phoneType'] === 'office',
};

const ROUTE = '/beta/users/{user}/authentication/signInPreferences';

/** The default second factor, readable and changeable in beta only. */
export const signInPreferenceRoutes: readonly Route[] = [
	{
		operation: `GET ${ROUTE}`,
		handle: (call) => {
			const user = userOf(call);
			const current = user.methods.find((method) => method.id === user.defaultMethodId);
			const names = Object.keys(PREFERENCES);
			return ok({
				...contextOf(call, `users('${user.profile.id}')/authentication/signInPreferences`),
				isSystemPreferredAuthenticationMethodEnabled: false,
				userPreferredMethodForSecondaryAuthentication:
					names.find((name) => current && PREFERENCES[name]?.(current)) ?? null,
				systemPreferredAuthenticationMethod: null,
			});
		},
	},
	{
		operation: `PATCH ${ROUTE}`,
		handle: (call) => {
			const user = userOf(call);
			const wanted = bodyObject(call)['userPreferredMethodForSecondaryAuthentication'];
			const fits = typeof wanted === 'string' ? PREFERENCES[wanted] : undefined;
			const method = user.methods.find((one) => fits?.(one));
			if (!method)
				throw badRequest('The preferred method is not registered for the user.', 'badRequest');
			user.defaultMethodId = method.id;
			user.defaultMethodIsPinned = false;
			return noContent();
		},
	},
];
