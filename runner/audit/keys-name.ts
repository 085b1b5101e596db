import { hash, type KeyObject } from 'node:crypto';

/** The name of an installation, from its first key, so that nobody has it with another one: `offboardiq/` and 16 hex digits. */
export function installationName(publicKey: KeyObject): string {
	const der = publicKey.export({ format: 'der', type: 'spki' });
	return `offboardiq/${hash('sha256', der, 'hex').slice(0, 16)}`;
}
