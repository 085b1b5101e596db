import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { isSecure, type PortalConfig } from '../config';

/** Hosts that a form may lead to: Microsoft's login pages of every cloud. A redirect after a form counts too. */
const LOGIN_HOSTS = [
	'https://login.microsoftonline.com',
	'https://login.microsoftonline.us',
	'https://login.partner.microsoftonline.cn',
	'https://login.chinacloudapi.cn',
];

/** Headers of every answer. Scripts, styles and fonts come from us and from nowhere else. */
export function securityHeaders(
	config: PortalConfig,
	appLogin: string | undefined,
	payPages: readonly string[],
): RequestHandler {
	const logins = [config.microsoft?.loginUrl, appLogin].filter((host) => host !== undefined);
	const own = [...logins, ...payPages];
	return helmet({
		contentSecurityPolicy: {
			useDefaults: false,
			directives: {
				defaultSrc: ["'none'"],
				scriptSrc: ["'self'"],
				styleSrc: ["'self'"],
				imgSrc: ["'self'", 'data:'],
				connectSrc: ["'self'"],
				fontSrc: ["'self'"],
				formAction: ["'self'", ...new Set([...LOGIN_HOSTS, ...own])],
				frameAncestors: ["'none'"],
				baseUri: ["'none'"],
			},
		},
		strictTransportSecurity: isSecure(config) ? { maxAge: 31_536_000 } : false,
		crossOriginEmbedderPolicy: false,
		referrerPolicy: { policy: 'same-origin' },
	});
}

/** Pages show people's data: they are kept nowhere. Assets set their own. */
export const keepNowhere: RequestHandler = (_request, response, next) => {
	response.set('Cache-Control', 'no-store');
	next();
};
