import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes for a cookie or a link, and what is kept of them. */
export interface SecretToken {
	readonly token: string;
	readonly hash: string;
}

export function newToken(): SecretToken {
	const token = randomBytes(32).toString('base64url');
	return { token, hash: hashOf(token) };
}

/** What a token is kept as: whoever reads the database can use none. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
