import multer, { MulterError } from 'multer';
import type { Call } from './call';

/** What came of a form with a file. */
export type Uploaded =
	| { readonly file: Buffer | null; readonly fields: unknown; readonly problem: null }
	| { readonly file: null; readonly fields: null; readonly problem: 'tooLarge' | 'broken' };

/** What a form has beside its file and its longest field. */
const FORM_BYTES = 200_000;

/**
 * The form of a request, whichever way it was sent. Called once it is known who asks: nobody else's file is read. It is
 * kept in memory, and nowhere else.
 *
 * @param mostBytes of the file, and of each field
 */
export async function uploadIn(
	{ request, response, body }: Call,
	mostBytes: number,
): Promise<Uploaded> {
	if (!request.is('multipart/form-data')) return { file: null, fields: body, problem: null };
	// Forty fields of the largest size would be a hundred megabytes; a browser says how long a form is.
	const length = Number(request.get('content-length') ?? Number.NaN);
	if (Number.isNaN(length)) return { file: null, fields: null, problem: 'broken' };
	if (length > 2 * mostBytes + FORM_BYTES) return { file: null, fields: null, problem: 'tooLarge' };
	const limits = { fileSize: mostBytes, fieldSize: mostBytes, files: 1, fields: 40, parts: 45 };
	const take = multer({ storage: multer.memoryStorage(), limits }).single('file');
	const error = await new Promise<unknown>((resolve) => {
		take(request, response, (thrown: unknown) => resolve(thrown));
	});
	if (!error) {
		const { file } = request;
		const bytes = file && file.size > 0 ? file.buffer : null;
		return { file: bytes, fields: request.body as unknown, problem: null };
	}
	const code = error instanceof MulterError ? error.code : '';
	const isLarge = code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FIELD_VALUE';
	return { file: null, fields: null, problem: isLarge ? 'tooLarge' : 'broken' };
}
