import type { HeldMethod } from '../step/offboarding';
import type { PermissionNeed } from '../step/permissions';
import { textOf, typeOf, type Fields } from '../graph';

/** A kind of authentication method: where it is deleted, and when in the order. */
interface MethodKind {
	readonly collection: string;
	readonly name: string;
	/** Smaller goes first: a live Temporary Access Pass is a way back in; the usual default methods go last. */
	readonly rank: number;
	readonly version?: 'beta';
	/** The collection holds at most one, and the id is not part of its path. */
	readonly single?: true;
	/** Where it is not the one for all kinds. */
	readonly permission?: PermissionNeed;
	/** Its value in `signInPreferences`, where it can be somebody's default; phones go by their type. */
	readonly preference?: string;
}

/**
 * By `@odata.type`. There is no polymorphic delete and no "remove all": each kind has its own collection.
 * @see https://learn.microsoft.com/graph/api/resources/authenticationmethods-overview
 */
export const METHOD_KINDS: Readonly<Record<string, MethodKind>> = {
	temporaryAccessPassAuthenticationMethod: {
		collection: 'temporaryAccessPassMethods',
		name: 'Temporary Access Pass',
		rank: 0,
	},
	emailAuthenticationMethod: { collection: 'emailMethods', name: 'Email address', rank: 1 },
	softwareOathAuthenticationMethod: {
		collection: 'softwareOathMethods',
		name: 'Authenticator code (software OATH)',
		rank: 1,
		preference: 'oath',
	},
	fido2AuthenticationMethod: { collection: 'fido2Methods', name: 'Passkey (FIDO2)', rank: 1 },
	windowsHelloForBusinessAuthenticationMethod: {
		collection: 'windowsHelloForBusinessMethods',
		name: 'Windows Hello for Business',
		rank: 1,
	},
	platformCredentialAuthenticationMethod: {
		collection: 'platformCredentialMethods',
		name: 'Platform credential (macOS)',
		rank: 1,
	},
	externalAuthenticationMethod: {
		collection: 'externalAuthenticationMethods',
		name: 'External method',
		rank: 1,
		permission: 'removeExternalMethods',
	},
	hardwareOathAuthenticationMethod: {
		collection: 'hardwareOathMethods',
		name: 'Hardware token (OATH)',
		rank: 1,
		preference: 'oath',
		version: 'beta',
	},
	qrCodePinAuthenticationMethod: {
		collection: 'qrCodePinMethod',
		name: 'QR code',
		rank: 1,
		version: 'beta',
		single: true,
	},
	phoneAuthenticationMethod: { collection: 'phoneMethods', name: 'Phone', rank: 3 },
	microsoftAuthenticatorAuthenticationMethod: {
		collection: 'microsoftAuthenticatorMethods',
		name: 'Microsoft Authenticator',
		rank: 5,
		preference: 'push',
	},
};

const PASSWORD = 'passwordAuthenticationMethod';

/** Graph refuses to delete the mobile number while the alternate one is there. */
const PHONE_RANK: Readonly<Record<string, number>> = { alternateMobile: 2, office: 3, mobile: 4 };

/** A method as the look-up keeps it; null for the password, which is no MFA method and can't be deleted. */
export function heldMethodOf(fields: Fields): HeldMethod | null {
	const type = typeOf(fields);
	const id = textOf(fields, 'id');
	if (id === null || type === PASSWORD) return null;
	return { id, type, name: nameOf(type, fields) };
}

/** What each phone is called as a default. */
const PHONE_PREFERENCE: Readonly<Record<string, string>> = {
	alternateMobile: 'voiceAlternateMobile',
	office: 'voiceOffice',
	mobile: 'sms',
};

/** The order in which to delete. */
export function rankOf(method: HeldMethod): number {
	return PHONE_RANK[phoneOf(method) ?? ''] ?? METHOD_KINDS[method.type]?.rank ?? 1;
}

/**
 * The value with which the method is made the default second factor, or null when it can't be one.
 * @see https://learn.microsoft.com/graph/api/resources/signinpreferences?view=graph-rest-beta
 */
export function preferenceOf(method: HeldMethod): string | null {
	const phone = PHONE_PREFERENCE[phoneOf(method) ?? ''];
	return phone ?? METHOD_KINDS[method.type]?.preference ?? null;
}

/** Which of the three phones it is. The name tells them apart, see `nameOf`. */
function phoneOf({ type, name }: HeldMethod): string | null {
	if (!type.startsWith('phone')) return null;
	return Object.keys(PHONE_RANK).find((phone) => name.includes(`(${phone})`)) ?? null;
}

function nameOf(type: string, fields: Fields): string {
	const kind = METHOD_KINDS[type]?.name ?? type;
	const detail =
		textOf(fields, 'displayName') ?? textOf(fields, 'phoneType') ?? textOf(fields, 'emailAddress');
	// The phone number itself is nobody's business in a record; which of the three it is decides the order.
	return detail === null
		? kind
		: type.startsWith('phone')
			? `${kind} (${detail})`
			: `${kind}, ${detail}`;
}
