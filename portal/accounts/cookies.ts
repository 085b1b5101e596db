import type { Request } from 'express';
import { isSecure, type PortalConfig } from '../config';

/** `__Host-` keeps a cookie to this host and TLS; browsers refuse that name over plain http. */
export const cookieNamed = (config: PortalConfig, name: string): string =>
	isSecure(config) ? `__Host-${name}` : name;

/** @param maxAge milliseconds; left out where a cookie is cleared */
export const cookieOptions = (config: PortalConfig, maxAge?: number) => ({
	httpOnly: true,
	// Lax, not strict: Microsoft and Stripe lead back to us.
	sameSite: 'lax' as const,
	secure: isSecure(config),
	path: '/',
	...(maxAge === undefined ? {} : { maxAge }),
});

/** The value of a cookie that holds one of our tokens, or null. */
export function cookieOf(request: Request, name: string): string | null {
	for (const part of (request.get('cookie') ?? '').split(';')) {
		const [key, value] = part.trim().split('=', 2);
		if (key === name && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
	}
	return null;
}
