const ALL_READ = 'UserAuthenticationMethod.Read.All UserAuthenticationMethod.ReadWrite.All';
const ALL_WRITE = 'UserAuthenticationMethod.ReadWrite.All';

/** The granular permission of a kind, or the one for all kinds. */
const remove = (kind: string): string => `UserAuthMethod-${kind}.ReadWrite.All ${ALL_WRITE}`;

/** Sign-in methods. */
export const AUTHENTICATION_PERMISSIONS: Readonly<Record<string, string>> = {
	'GET /users/{}/authentication/methods': ALL_READ,
	'GET /users/{}/authentication/methods/{}': ALL_READ,
	'DELETE /users/{}/authentication/microsoftAuthenticatorMethods/{}': remove('MicrosoftAuthApp'),
	'DELETE /users/{}/authentication/phoneMethods/{}': remove('Phone'),
	'DELETE /users/{}/authentication/fido2Methods/{}': remove('Passkey'),
	'DELETE /users/{}/authentication/softwareOathMethods/{}': remove('SoftwareOATH'),
	'DELETE /users/{}/authentication/windowsHelloForBusinessMethods/{}': remove('WindowsHello'),
	'DELETE /users/{}/authentication/platformCredentialMethods/{}': remove('PlatformCred'),
	'DELETE /users/{}/authentication/emailMethods/{}': remove('Email'),
	'DELETE /users/{}/authentication/temporaryAccessPassMethods/{}': remove('TAP'),
	'DELETE /users/{}/authentication/externalAuthenticationMethods/{}': remove('External'),
	'DELETE /beta/users/{}/authentication/hardwareOathMethods/{}': remove('HardwareOATH'),
	'DELETE /beta/users/{}/authentication/qrCodePinMethod': remove('QR'),
	'GET /beta/users/{}/authentication/signInPreferences': ALL_READ,
	'PATCH /beta/users/{}/authentication/signInPreferences': ALL_WRITE,
};
