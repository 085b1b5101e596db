/** The engine cannot or will not run what it was given. `message` is one line and says what to do. */
export class EngineError extends Error {
	override readonly name = 'EngineError';
}
