import type { HeldMethod } from '../step/offboarding';
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
	},
	hardwareOathAuthenticationMethod: {
		collection: 'hardwareOathMethods',
		name: 'Hardware token (OATH)',
		rank: 1,
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

/** The order in which to delete. The name tells phones apart, see `nameOf`. */
export function rankOf(method: HeldMethod): number {
	const kind = METHOD_KINDS[method.type];
	const phone = Object.entries(PHONE_RANK).find(([type]) => method.name.includes(`(${type})`));
	return phone?.[1] ?? kind?.rank ?? 1;
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
