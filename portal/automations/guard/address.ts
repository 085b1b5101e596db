import { isValid, parse } from 'ipaddr.js';

/** Whom an address belongs to, as far as sending to it goes. */
export type Reach =
	/** Somebody on the internet. */
	| 'public'
	/** This machine or its network: only where the operator says so. */
	| 'private'
	/** Nobody who takes webhooks: metadata services, multicast, reserved, or a disguise of another address. */
	| 'never';

const PRIVATE = new Set(['loopback', 'private', 'carrierGradeNat', 'uniqueLocal']);

/** Metadata of clouds, inside ranges that an operator may have let in. */
const METADATA = new Set(['100.100.100.200', 'fd00:ec2::254', 'fd20:ce::254']);

/**
 * Judges an address. What is not known to be anybody's on the internet is not public: IPv6 counts only inside
 * 2000::/3, and addresses that carry an IPv4 address in them (mapped, NAT64, 6to4, Teredo) are refused as such,
 * whatever they carry.
 *
 * @param text an IP address as a socket or a resolver gives it
 */
export function reachOf(text: string): Reach {
	// A zone says which network card: nobody on the internet has one.
	if (text.includes('%') || !isValid(text)) return 'never';
	const address = parse(text);
	if (METADATA.has(address.toString())) return 'never';
	const range = address.range();
	if (PRIVATE.has(range)) return 'private';
	if (range !== 'unicast') return 'never';
	const isGlobal = address.kind() === 'ipv4' || (address.toByteArray()[0] ?? 0) >> 5 === 1;
	return isGlobal ? 'public' : 'never';
}

/** Where a rule may send, by its scheme: whatever is not encrypted stays in the house. */
export interface AddressRule {
	/** Whether the operator lets rules send to this machine and its network. */
	readonly mayPrivate: boolean;
	/** Whether it goes without TLS: then it never leaves the network. */
	readonly isPlain: boolean;
}

/** Whether something may be sent to an address. */
export function isAllowed(text: string, { mayPrivate, isPlain }: AddressRule): boolean {
	const reach = reachOf(text);
	if (reach === 'private') return mayPrivate;
	return reach === 'public' && !isPlain;
}
