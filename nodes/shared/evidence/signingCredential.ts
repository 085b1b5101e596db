import { SigningError } from './signingError';

/** What signs records, as it is kept and handed about: texts only. */
export type SigningCredential = (
	| { readonly kind: 'pkcs12'; readonly pkcs12: string; readonly passphrase: string }
	| { readonly kind: 'pem'; readonly privateKey: string; readonly certificates: string }
) & {
	/** An RFC 3161 time-stamp authority, or null for none. */
	readonly tsaUrl: string | null;
};

/** The name of the n8n credential it travels in. */
export const SIGNING_CREDENTIAL = 'evidenceSigningApi';

/**
 * Reads the fields of the n8n credential.
 *
 * @throws SigningError when a field that is needed is empty, or the authority's address is none
 */
export function signingCredentialOf(fields: Readonly<Record<string, unknown>>): SigningCredential {
	const text = (name: string): string => {
		const value = fields[name];
		return typeof value === 'string' ? value.trim() : '';
	};
	const tsaUrl = tsaUrlOf(text('tsaUrl'));
	if (text('format') === 'pem') {
		const privateKey = needed(text('privateKey'), 'Private Key');
		return {
			kind: 'pem',
			privateKey,
			certificates: needed(text('certificates'), 'Certificates'),
			tsaUrl,
		};
	}
	// A passphrase may begin or end with a space.
	const passphrase = typeof fields['passphrase'] === 'string' ? fields['passphrase'] : '';
	return { kind: 'pkcs12', pkcs12: needed(text('pkcs12'), 'PKCS#12 File'), passphrase, tsaUrl };
}

function needed(value: string, field: string): string {
	if (value !== '') return value;
	throw new SigningError(`The signing credential has no ${field}. Fill it in.`);
}

/** @throws SigningError */
export function tsaUrlOf(text: string): string | null {
	if (text === '') return null;
	const url = URL.canParse(text) ? new URL(text) : null;
	if (url !== null && /^https?:$/.test(url.protocol) && url.username === '') return url.href;
	throw new SigningError(
		'The address of the time-stamp authority is not one. Give it like http://tsa.example/tsr.',
	);
}
