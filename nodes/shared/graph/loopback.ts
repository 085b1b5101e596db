/**
 * True for a host name that can only mean this machine. Plain http is allowed to nothing else: a client secret or a
 * token must never cross a network in the clear.
 */
export function isLoopbackHost(hostname: string): boolean {
	const host = hostname.toLowerCase();
	return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
