import { domainToASCII } from 'node:url';

/** A mail address, taken apart once. */
export interface EmailAddress {
	/** As it is written to people. */
	readonly address: string;
	/** ASCII, lower case: compared by equality and by nothing else. */
	readonly domain: string;
	/** Equal for addresses that reach the same person: without what follows a plus. */
	readonly key: string;
}

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * Takes an address apart. Quoted local parts, comments, lists, trailing dots and control characters are refused: no
 * company writes to its people that way, and each is a way to look like somebody else.
 *
 * @returns null for what is no address
 */
export function parseEmail(text: string): EmailAddress | null {
	const normal = text.normalize('NFKC').trim();
	if (normal.length > 254) return null;
	const parts = normal.split('@');
	const [local, host] = parts;
	if (parts.length !== 2 || local === undefined || host === undefined) return null;
	if (local.length > 64 || !LOCAL.test(local)) return null;
	const domain = domainToASCII(host).toLowerCase();
	if (host.endsWith('.') || !DOMAIN.test(domain)) return null;
	const person = (local.split('+')[0] ?? local).toLowerCase();
	return { address: `${local}@${domain}`, domain, key: `${person}@${domain}` };
}

/** Where everybody can have an address: an invitation locked to such a domain would be locked to nothing. */
const PUBLIC = new Set(
	(
		'gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk live.com msn.com yahoo.com yahoo.co.uk ymail.com ' +
		'icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de mail.com ' +
		'mail.ru yandex.com yandex.ru proton.me protonmail.com pm.me tutanota.com tuta.io fastmail.com hey.com zoho.com ' +
		'qq.com 163.com 126.com sina.com naver.com orange.fr free.fr wanadoo.fr laposte.net libero.it virgilio.it ' +
		'btinternet.com sky.com comcast.net verizon.net att.net mailinator.com guerrillamail.com yopmail.com 10minutemail.com'
	).split(' '),
);

export const isPublicDomain = (domain: string): boolean => PUBLIC.has(domain);
