import pino, { type Logger } from 'pino';

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

/** The portal's log: JSON lines on stderr, so that stdout stays for people. */
export function portalLog(environment: NodeJS.ProcessEnv): Logger {
	const paths = SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);
	return pino(
		{
			level: environment.OFFBOARDIQ_LOG_LEVEL ?? 'warn',
			redact: { paths, censor: '[removed]' },
		},
		pino.destination(2),
	);
}
