import { describe, expect, it } from 'vitest';
import { problems } from './problems';

const RULES = [
	'no-restricted-syntax',
	'no-console',
	'max-lines',
	'max-lines-per-function',
	'house/import-direction',
	'@typescript-eslint/no-explicit-any',
	'@n8n/community-nodes/no-runtime-dependencies',
	'@n8n/community-nodes/no-forbidden-lifecycle-scripts',
];

describe('the configuration turns each house rule on', () => {
	it.each([
		['no-restricted-syntax', 'nodes/a.ts', 'export default 1;'],
		['no-restricted-syntax', 'runner/a.ts', 'const a = 1;\nexport { a as default };'],
		['no-restricted-syntax', 'runner/a.ts', 'export enum A { b }'],
		['no-restricted-syntax', 'runner/a.ts', 'export namespace A { export const b = 1; }'],
		['no-restricted-syntax', 'test/a.test.ts', "it.only('a', () => undefined);"],
		['no-restricted-syntax', 'test/a.test.ts', "describe.skip('a', () => undefined);"],
		['no-console', 'nodes/a.ts', "console.log('a');"],
		['no-console', 'runner/journal/a.ts', "console.log('a');"],
		['max-lines', 'nodes/a.ts', 'export const a = 1;\n'.repeat(201)],
		['max-lines-per-function', 'runner/a.ts', `export function a() {\n${'b();\n'.repeat(40)}}`],
		['house/import-direction', 'nodes/a.ts', "import '../runner/index';"],
		['@typescript-eslint/no-explicit-any', 'runner/a.ts', 'export let a: any;'],
		['@n8n/community-nodes/no-runtime-dependencies', 'package.json', '{"dependencies":{"a":"1"}}'],
		[
			'@n8n/community-nodes/no-forbidden-lifecycle-scripts',
			'package.json',
			'{"scripts":{"postinstall":"a"}}',
		],
	])('%s in %s', async (rule, file, code) => {
		expect(new Set(await problems(RULES, file, code))).toEqual(new Set([rule]));
	});

	it('lets the terminal write to the console', async () => {
		expect(await problems(RULES, 'runner/terminal/a.ts', "console.log('a');")).toEqual([]);
	});
});
