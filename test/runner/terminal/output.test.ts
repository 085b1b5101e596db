import { describe, expect, it } from 'vitest';
import { standardOutput } from '../../../runner/terminal/output';

type Stream = Parameters<typeof standardOutput>[0];

/** The three properties that are looked at. */
const stream = (isTTY: boolean, columns = 100) =>
	({ isTTY, columns, write: () => true }) as unknown as NonNullable<Stream>;

describe('what an output can show', () => {
	it.each([
		['a terminal', true, {}, { live: true, colour: true, columns: 100 }],
		['a pipe', false, {}, { live: false, colour: false, columns: Number.POSITIVE_INFINITY }],
		['NO_COLOR', true, { NO_COLOR: '1' }, { live: true, colour: false, columns: 100 }],
		['an empty NO_COLOR', true, { NO_COLOR: '' }, { live: true, colour: true, columns: 100 }],
		['a dumb terminal', true, { TERM: 'dumb' }, { live: false, colour: false }],
		['CI', true, { CI: 'true' }, { live: false, colour: true }],
	])('%s', (_name, isTTY, env, expected) => {
		expect(standardOutput(stream(isTTY), env)).toMatchObject(expected);
	});
});
