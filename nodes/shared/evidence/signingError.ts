/** A key, certificate or authority that can't be used for signing. `message` is one line and says what to do. */
export class SigningError extends Error {
	override readonly name = 'SigningError';
}
