/** A PEM pasted into a single-line field has lost its line ends; they are put back. */
export function pem(value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (text.includes('\n')) return text;
	return text.replace(
		/-----BEGIN ([A-Z ]+)-----\s*(.*?)\s*-----END \1-----/g,
		(_, label: string, body: string) =>
			`-----BEGIN ${label}-----\n${body.replace(/\s+/g, '\n')}\n-----END ${label}-----\n`,
	);
}
