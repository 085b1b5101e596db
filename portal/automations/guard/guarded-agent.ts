import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import { isIP } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isAllowed, type AddressRule } from './address';

/** Asks for the addresses of a name; tests answer in its place. */
export type Resolve = (
	hostname: string,
	options: LookupOptions & { readonly all: true },
	callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** Nothing was sent: the address is one that rules don't send to. One line, for people. */
export class AddressRefused extends Error {
	override readonly name = 'AddressRefused';

	constructor() {
		super('This address is inside a private or reserved network. Nothing was sent.');
	}
}

/** How long until the connection has to stand, milliseconds. */
const CONNECT_MS = 10_000;
/** More than any honest answer has, in bytes. */
const MOST_HEADERS = 16_384;

/**
 * What requests of rules go through. One look-up decides, and what it decided on is what is connected to; a name whose
 * answers are mixed is refused as a whole. Before anything is written, the other end of the socket is looked at again.
 *
 * @param rule which addresses are allowed
 * @param resolve how names become addresses
 * @param connected told whom it is connected to
 * @returns an agent for one request; destroy it afterwards, so that no connection outlives the decision about it
 */
export function guardedAgent(
	rule: AddressRule,
	resolve: Resolve = lookup,
	connected: (address: string) => void = () => undefined,
): Agent {
	const connect = buildConnector({
		timeout: CONNECT_MS,
		lookup: guardedLookup(rule, resolve),
	});
	return new Agent({
		maxHeaderSize: MOST_HEADERS,
		connect: (options, callback) => {
			// A literal address is never looked up.
			const literal = options.hostname.replace(/^\[|\]$/g, '');
			if (isIP(literal) !== 0 && !isAllowed(literal, rule)) {
				return void callback(new AddressRefused(), null);
			}
			connect(options, (...[error, socket]) => {
				if (error) return callback(error, null);
				const { remoteAddress = '' } = socket;
				if (!isAllowed(remoteAddress, rule)) {
					socket.destroy();
					return callback(new AddressRefused(), null);
				}
				connected(remoteAddress);
				callback(null, socket);
			});
		},
	});
}

type LookupCallback = (
	error: NodeJS.ErrnoException | null,
	address: string | LookupAddress[],
	family?: number,
) => void;

function guardedLookup(rule: AddressRule, resolve: Resolve) {
	return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
		resolve(hostname, { ...options, all: true }, (error, addresses) => {
			if (error) return callback(error, []);
			const [first] = addresses;
			if (!first || !addresses.every(({ address }) => isAllowed(address, rule))) {
				return callback(new AddressRefused(), []);
			}
			if (options.all) callback(null, addresses);
			else callback(null, first.address, first.family);
		});
	};
}
