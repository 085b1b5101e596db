import n8nCommunityNodes from '@n8n/eslint-plugin-community-nodes';
import tseslint from 'typescript-eslint';
import { house } from './scripts/lint/import-direction.mjs';

const SOURCE = ['nodes/**/*.ts', 'credentials/**/*.ts', 'runner/**/*.ts', 'portal/**/*.ts'];
const TYPESCRIPT = [...SOURCE, 'test/**/*.ts'];

/** n8n's own rules for packs. Without the two for its cloud, which takes no bundled SDK anyway (docs/adr/0005). */
const packRules = n8nCommunityNodes.configs.recommendedWithoutN8nCloudSupport;

/** ESLint's own, the ones the compiler does not find. */
const mistakes = Object.fromEntries(
	[
		'eqeqeq',
		'no-async-promise-executor',
		'no-case-declarations',
		'no-cond-assign',
		'no-constant-condition',
		'no-control-regex',
		'no-dupe-else-if',
		'no-duplicate-case',
		'no-empty',
		'no-empty-character-class',
		'no-loss-of-precision',
		'no-misleading-character-class',
		'no-prototype-builtins',
		'no-self-compare',
		'no-sparse-arrays',
		'no-template-curly-in-string',
		'no-unsafe-finally',
		'no-unsafe-optional-chaining',
		'no-useless-backreference',
		'no-useless-catch',
		'no-useless-escape',
	].map((name) => [name, 'error']),
);

const noDefaultExport = [
	{ selector: 'ExportDefaultDeclaration', message: 'Export by name: one name everywhere.' },
	{ selector: 'ExportSpecifier[exported.name="default"]', message: 'Export by name.' },
];

export default tseslint.config(
	{ ignores: ['**/dist/', '**/node_modules/', 'out/', 'data/', 'coverage/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },

	// All TypeScript: what types can prove wrong.
	{
		files: TYPESCRIPT,
		extends: [tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: {
				projectService: { allowDefaultProject: [] },
				tsconfigRootDir: import.meta.dirname,
			},
		},
		plugins: { house },
		rules: {
			...mistakes,
			// An interface asks for a promise; whether there is something to wait for is the implementation's business.
			'@typescript-eslint/require-await': 'off',
			// What was caught is passed on as it is.
			'@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
			'@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],
			'house/import-direction': 'error',
			'@typescript-eslint/consistent-type-imports': [
				'error',
				// `import('./x').Y` in a type is how a type is taken from a module without a name for it.
				{ disallowTypeAnnotations: false },
			],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
			],
			'no-restricted-syntax': [
				'error',
				...noDefaultExport,
				{ selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
				{ selector: 'TSModuleDeclaration', message: 'Use a module.' },
			],
		},
	},

	// What ships or runs: short files, short functions, one logger.
	{
		files: SOURCE,
		rules: {
			'no-console': 'error',
			'max-lines': ['error', { max: 200 }],
			'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
		},
	},
	{
		files: ['runner/cli.ts', 'runner/cli/**', 'runner/terminal/**'],
		rules: { 'no-console': 'off' },
	},

	// Data that is written out is as long as it is.
	{ files: ['runner/sandbox/fixtures/**'], rules: { 'max-lines-per-function': 'off' } },

	// Tests: a test that does not run is not a test.
	{
		files: ['test/**/*.ts'],
		rules: {
			// vitest's `expect.any()` and its relatives are `any` on purpose.
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'no-restricted-syntax': [
				'error',
				...noDefaultExport,
				{
					selector:
						'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]',
					message: 'Run it, or delete it.',
				},
			],
		},
	},

	// The node pack, by n8n's rules.
	{ files: ['nodes/**/*.ts', 'credentials/**/*.ts'], ...packRules },
	{
		// The steps are plain functions that do not know n8n; its error classes belong to the faces.
		files: ['nodes/**/*.ts'],
		ignores: ['nodes/*/*.node.ts'],
		rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
	},
	{
		files: ['package.json'],
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
		...packRules,
	},

	// Scripts and configuration: plain JavaScript, default exports where a tool wants them.
	{
		files: ['**/*.js', '**/*.mjs', '**/*.mts'],
		extends: [tseslint.configs.recommended],
		rules: { ...mistakes, '@typescript-eslint/no-require-imports': 'off' },
	},
	{
		// Put together to the source of a Code node, whose last line calls what is at the top of them.
		files: ['scripts/workflows/code/*.js'],
		languageOptions: { sourceType: 'script' },
		rules: { '@typescript-eslint/no-unused-vars': ['error', { vars: 'local' }] },
	},
	{
		// Must be understood by the old Node it finds out about.
		files: ['runner/bin/*.js'],
		rules: {
			'no-var': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { caughtErrors: 'none' }],
		},
	},
);
