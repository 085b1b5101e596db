import { noContent, ok } from '../http/answer';
import { type Call, param, type Route } from '../http/call';
import { badRequest, GraphError } from '../http/graph-error';
import {
	type AuthenticationMethod,
	canBeDefault,
	isBetaKind,
	METHOD_COLLECTIONS,
	type MethodKind,
	methodType,
	PASSWORD_METHOD_ID,
	PHONE_METHOD_IDS,
} from '../state/authentication';
import type { UserRecord } from '../state/directory';
import { contextOf, userOf } from './find';

/** Sign-in methods: listing them all, and deleting each through the collection of its own kind. */
export const authenticationRoutes: readonly Route[] = [
	{
		operation: 'GET /users/{user}/authentication/methods',
		options: ['$top'],
		handle: (call) => {
			const user = userOf(call);
			return ok({
				...contextOf(call, `users('${user.profile.id}')/authentication/methods`),
				value: shownMethods(user, call.version),
			});
		},
	},
	{
		operation: 'GET /users/{user}/authentication/methods/{method}',
		handle: (call) => {
			const user = userOf(call);
			const method = shownMethods(user, call.version).find(
				(one) => one.id === param(call, 'method'),
			);
			if (!method) throw methodNotFound();
			return ok({
				...contextOf(call, `users('${user.profile.id}')/authentication/methods/$entity`),
				...method,
			});
		},
	},
	...Object.entries(METHOD_COLLECTIONS).map(([kind, name]) =>
		removal(`DELETE /users/{user}/authentication/${name}/{method}`, kind as MethodKind),
	),
	removal('DELETE /beta/users/{user}/authentication/hardwareOathMethods/{method}', 'hardwareOath'),
	// There is at most one, so its path has no id.
	removal('DELETE /beta/users/{user}/authentication/qrCodePinMethod', 'qrCodePin'),
];

/** All methods as the list shows them: the password first, always. */
function shownMethods(
	user: UserRecord,
	version: Call['version'],
): ({ id: string } & Record<string, unknown>)[] {
	return [
		{
			'@odata.type': '#microsoft.graph.passwordAuthenticationMethod',
			id: PASSWORD_METHOD_ID,
			password: null,
			createdDateTime: user.profile.lastPasswordChangeDateTime,
		},
		...user.methods
			.filter(({ kind }) => version === 'beta' || !isBetaKind(kind))
			.map(({ id, kind, createdDateTime, details }) => ({
				'@odata.type': methodType(kind),
				id,
				createdDateTime,
				...details,
			})),
	];
}

function removal(operation: string, kind: MethodKind): Route {
	return { operation, handle: (call) => removeMethod(call, kind) };
}

function removeMethod(call: Call, kind: MethodKind): ReturnType<Route['handle']> {
	const user = userOf(call);
	const id = call.params['method']?.toLowerCase();
	const method = user.methods.find(
		(one) => one.kind === kind && (id === undefined || one.id.toLowerCase() === id),
	);
	if (!method) throw methodNotFound();
	refuseDefault(user, method);
	refuseMobileBeforeAlternate(user, method);
	user.methods = user.methods.filter((one) => one !== method);
	if (user.defaultMethodId === method.id) user.defaultMethodId = null;
	return noContent();
}

/** The default can't go while others could take its place; Graph says so in one of two ways. */
function refuseDefault(user: UserRecord, method: AuthenticationMethod): void {
	if (user.defaultMethodId !== method.id) return;
	const others = user.methods.filter((one) => one !== method && canBeDefault(one.kind));
	if (others.length === 0 && !user.defaultMethodIsPinned) return;
	throw badRequest(
		method.kind === 'phone'
			? 'Cannot delete default method with other methods configured. Please change default method before deletion.'
			: `The requested authentication method ID [${method.id}] matches the user's current default authentication ` +
					'method, and cannot be deleted until the default authentication method is changed.',
		'badRequest',
	);
}

function refuseMobileBeforeAlternate(user: UserRecord, method: AuthenticationMethod): void {
	const alternate = user.methods.some((one) => one.id === PHONE_METHOD_IDS.alternateMobile);
	if (method.id !== PHONE_METHOD_IDS.mobile || !alternate) return;
	throw badRequest(
		'Cannot delete the mobile phone method while an alternate mobile phone method is registered.',
		'badRequest',
	);
}

function methodNotFound(): GraphError {
	return new GraphError(
		404,
		'resourceNotFound',
		'The requested user authentication method was not found.',
	);
}
