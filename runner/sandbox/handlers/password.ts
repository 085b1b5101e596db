import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { badRequest } from '../http/graph-error';
import { directoryTime } from './find';
import type { UserRecord } from '../state/directory';

const BANNED = ['password', 'rehearsal', 'welcome', 'qwerty', 'contoso', '12345678'];
const REMEMBERED = 3;
const CLASSES = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/];

/**
 * Sets a password as Entra would, and keeps nothing of it but a salted hash to notice a repeated one.
 * @throws GraphError 400 when it is too weak, banned or one of the last.
 */
export function setPassword(user: UserRecord, password: unknown, now: Date): void {
	if (typeof password !== 'string' || !isComplex(password) || isBanned(password, user)) {
		throw badRequest(
			'The specified password does not comply with password complexity requirements. Please provide a different password.',
		);
	}
	if (user.passwordHashes.some((hash) => isPasswordOf(hash, password))) {
		throw badRequest(
			'The specified password has been used before. Please provide a different password.',
		);
	}
	user.passwordHashes = [hashOf(password), ...user.passwordHashes].slice(0, REMEMBERED);
	user.profile.lastPasswordChangeDateTime = directoryTime(now);
}

function isComplex(password: string): boolean {
	const classes = CLASSES.filter((pattern) => pattern.test(password)).length;
	return password.length >= 8 && password.length <= 256 && classes >= 3;
}

/** Short passwords fall to a banned word in them; in a long one it weighs little, as in Entra's scoring. */
function isBanned(password: string, { profile }: UserRecord): boolean {
	const text = password.toLowerCase();
	const names = [profile.givenName, profile.surname, profile.mailNickname];
	const words = [...BANNED, ...names.flatMap((name) => name?.toLowerCase() ?? [])];
	return password.length < 16 && words.some((word) => word.length >= 4 && text.includes(word));
}

/** What nobody could have thought of needs no slow hash to stay secret. */
const LONG = 32;

const derive = (password: string, salt: string): Buffer =>
	password.length >= LONG
		? createHash('sha256').update(`${salt}.${password}`).digest()
		: scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 });

function hashOf(password: string): string {
	const salt = randomBytes(12).toString('base64url');
	return `${salt}.${derive(password, salt).toString('base64url')}`;
}

/** True when a stored hash is of this password. */
export function isPasswordOf(hash: string, password: string): boolean {
	const [salt = '', stored = ''] = hash.split('.');
	return timingSafeEqual(derive(password, salt), Buffer.from(stored, 'base64url'));
}
