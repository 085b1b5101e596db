/** The look-up can't say whom the offboarding is about. One line, for people; nothing was changed. */
export class LookUpError extends Error {
	override readonly name = 'LookUpError';
}
