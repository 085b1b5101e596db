import pino, { type DestinationStream, type Logger } from 'pino';

/** Never written, wherever they come up: they open something. */
const SECRET = [
	'password',
	'clientSecret',
	'privateKey',
	'token',
	'authorization',
	'cookie',
	'smtpUrl',
];

const REMOVED = '[removed]';

/** The same inside a text, such as the message of somebody else's error: what precedes it stays. */
const IN_TEXT: readonly RegExp[] = [
	/(\b(?:bearer|basic) )[\w.~+/=-]{8,}/gi,
	/(\b)eyJ[\w-]{8,}(?:\.[\w-]*)*/g,
	/(\b(?:client_secret|client_assertion|refresh_token|access_token|id_token|password|code|oiq-[\w-]+)=)[^&\s"\\;]+/gi,
	// The user and password of an address.
	/(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/@"\\]+(?=@)/gi,
	/(\/(?:auth\/(?:reset|verify|microsoft\/confirm)|join)\/)[\w-]{20,}/g,
	// Addresses that anybody can post to who knows them, and what bodies are signed with.
	/(https:\/\/(?:hooks\.slack(?:-gov)?\.com|(?:automation|api-private)\.atlassian\.com|[\w.-]+\.(?:webhook\.office|logic\.azure|api\.powerplatform|powerautomate)\.com)(?::\d+)?\/)[^\s"\\]+/gi,
	/(whsec_)[\w+/=-]{8,}/g,
	/(\b(?:sk|rk)_(?:live|test)_)\w{8,}/g,
];

/** What ends a line or moves a cursor for whoever reads the log, and JSON leaves as it is. */
const UNSEEN = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A line of the log, JSON still: on one line whatever somebody is called, and without what opens something. */
export const cleaned = (line: string): string =>
	IN_TEXT.reduce((text, secret) => text.replace(secret, `$1${REMOVED}`), line).replace(
		UNSEEN,
		(sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);

/**
 * The portal's log: JSON lines on stderr, so that stdout stays for people.
 *
 * @param out where they go instead
 */
export function portalLog(
	environment: NodeJS.ProcessEnv,
	out: DestinationStream = pino.destination(2),
): Logger {
	const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);
	return pino(
		{
			level: environment.OFFBOARDIQ_LOG_LEVEL ?? 'warn',
			redact: { paths, censor: REMOVED },
		},
		{ write: (line) => void out.write(cleaned(line)) },
	);
}
