import { isIP } from 'node:net';
import { isAllowed } from './address';

/** Where a rule sends to, taken apart once. */
export interface WebAddress {
	/** As it is sent to: a secret, because whoever knows it can post there. */
	readonly url: string;
	/** What pages, mails and logs may say. */
	readonly host: string;
}

const PORTS = new Set(['', '443', '8443']);
const LONGEST = 2_000;

/**
 * Takes an address apart that somebody typed. Names are looked at again when something is sent.
 *
 * @param mayPrivate whether the operator lets rules send to this machine and its network, there also without TLS
 * @returns what is wrong, in a sentence, where it is none that can be sent to
 */
export function webAddress(text: string, mayPrivate: boolean): WebAddress | string {
	const trimmed = text.trim();
	// A browser would take these out of the middle of an address without a word.
	if (/[\s\p{Cc}]/u.test(trimmed)) return 'The address has spaces or line breaks in it.';
	if (trimmed.length > LONGEST) return `At most ${LONGEST} characters.`;
	if (!URL.canParse(trimmed)) return 'Paste the whole address, from https:// on.';
	const url = new URL(trimmed);
	const isPlain = url.protocol === 'http:';
	if (url.protocol !== 'https:' && !(isPlain && mayPrivate)) {
		return 'Only https:// addresses can be sent to.';
	}
	if (url.username !== '' || url.password !== '') {
		return 'No user or password in the address: put them in a header.';
	}
	if (!mayPrivate && !PORTS.has(url.port)) return 'Only the ports 443 and 8443 can be sent to.';
	const name = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
	if (isRefused(name, { mayPrivate, isPlain })) {
		return 'This address is inside a private or reserved network. Rules send to public addresses only.';
	}
	url.hash = '';
	return { url: url.href, host: url.host };
}

function isRefused(name: string, rule: { mayPrivate: boolean; isPlain: boolean }): boolean {
	if (isIP(name) !== 0) return !isAllowed(name, rule);
	// Without a dot it is a name of this network.
	const isLocal = !name.includes('.') || /\.(localhost|local|internal|home\.arpa)$/.test(name);
	return isLocal && !rule.mayPrivate;
}
