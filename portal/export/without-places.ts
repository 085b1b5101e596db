import type { RunRecord } from '../../runner';

/**
 * Where the records of a run lie on this machine is nobody's business: said is where somebody finds them.
 *
 * @param file what the PDF is called there
 */
export function withoutPlaces<T>({ request, report }: RunRecord, value: T, file: string): T {
	const places = [report?.path ?? '', request.reportFolder].filter((place) => place !== '');
	if (places.length === 0) return value;
	const text = JSON.stringify(value, (_, one: unknown) =>
		typeof one === 'string'
			? places.reduce((said, place) => said.replaceAll(place, file), one)
			: one,
	);
	return JSON.parse(text) as T;
}
