/** The three phone methods have the same id for everybody. */
export const PHONE_METHOD_IDS = {
	mobile: '3179e48a-750b-4051-897c-87b9720928f7',
	alternateMobile: 'b6332ec1-7057-4abe-9331-3d72feddfe41',
	office: 'e37fc753-ff3b-4958-9484-eaa9425c82bc',
} as const;

/** The password is listed as a method for everybody, under this id, and can't be deleted. */
export const PASSWORD_METHOD_ID = '28c10230-6103-485e-b985-444c60001490';

/** v1.0 collection of each kind of method that can be deleted there. */
export const METHOD_COLLECTIONS = {
	microsoftAuthenticator: 'microsoftAuthenticatorMethods',
	phone: 'phoneMethods',
	fido2: 'fido2Methods',
	softwareOath: 'softwareOathMethods',
	windowsHelloForBusiness: 'windowsHelloForBusinessMethods',
	platformCredential: 'platformCredentialMethods',
	email: 'emailMethods',
	temporaryAccessPass: 'temporaryAccessPassMethods',
	externalAuthentication: 'externalAuthenticationMethods',
} as const;

/** Listed, and deleted, in beta only; v1.0 leaves them out without a word. */
export const BETA_KINDS = ['hardwareOath', 'qrCodePin'] as const;

/** `voiceprint` stands for a kind that Microsoft has added and nobody knows yet: it is listed, and has no collection. */
export type MethodKind =
	keyof typeof METHOD_COLLECTIONS | (typeof BETA_KINDS)[number] | 'voiceprint';

/** One registered method. `details` are the properties of its own type, by Graph's names. */
export interface AuthenticationMethod {
	readonly id: string;
	readonly kind: MethodKind;
	readonly createdDateTime: string;
	details: Record<string, string | number | boolean | null>;
}

const SECOND_FACTORS: readonly MethodKind[] = [
	'microsoftAuthenticator',
	'phone',
	'softwareOath',
	'hardwareOath',
];

/** True for the kinds that can be somebody's default and therefore keep the default from going first. */
export function canBeDefault(kind: MethodKind): boolean {
	return SECOND_FACTORS.includes(kind);
}

/** True for a kind that v1.0 knows nothing of. */
export function isBetaKind(kind: MethodKind): boolean {
	return BETA_KINDS.some((one) => one === kind);
}

/**
 * The `@odata.type` of a kind, with the leading `#`.
 * @param kind - as kept in the state.
 */
export function methodType(kind: MethodKind): string {
	return kind === 'externalAuthentication'
		? '#microsoft.graph.externalAuthenticationMethod'
		: `#microsoft.graph.${kind}AuthenticationMethod`;
}
