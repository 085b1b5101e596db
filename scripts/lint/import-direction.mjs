/**
 * The house rule `house/import-direction`: portal -> runner -> nodes, and third parties only where their one file is.
 * It resolves relative paths, so that a folder that happens to be called `runner` inside `nodes` is no violation.
 */
import { dirname, relative, resolve, sep } from 'node:path';

/** From a file below `from`, an import of one of our own files must fall under `allowed`. First match decides. */
const ROOMS = [
	{ from: 'nodes/', allowed: [/^nodes\//] },
	{ from: 'credentials/', allowed: [/^credentials\//, /^nodes\/shared\//] },
	{ from: 'runner/', allowed: [/^runner\//, /^nodes\/shared\//] },
	{ from: 'portal/', allowed: [/^portal\//, /^runner\/index(\.[jt]s)?$/, /^runner\/?$/] },
];

/** Packages that only one place may know, so that each can be replaced in one place. */
const CONFINED = [
	{ names: /^(n8n-core|@n8n\/di)$/, home: /^runner\/engine\//, say: 'runner/engine/' },
	{
		names: /^n8n-workflow$/,
		home: /^(runner\/engine|nodes|credentials)\//,
		say: 'runner/engine/, nodes/ and credentials/',
	},
	{
		names:
			/^(@azure\/msal-node|@microsoft\/microsoft-graph-client|pdfkit|pkijs|asn1js|node-forge|bidi-js)$/,
		home: /^nodes\/shared\/vendor\//,
		say: 'nodes/shared/vendor/',
	},
	{ names: /^@offboardiq\/runner$/, home: /^portal\//, say: 'portal/' },
	{ names: /^@offboardiq\/portal$/, home: /^portal\//, say: 'portal/' },
];

const slashes = (path) => path.split(sep).join('/');

/** `n8n-core/dist/x` -> `n8n-core`, `@azure/msal-node/y` -> `@azure/msal-node`. */
function packageOf(specifier) {
	const parts = specifier.split('/');
	return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
}

/**
 * @param {string} file the importing file, relative to the root, with forward slashes
 * @param {string} specifier what it imports
 * @returns {string | null} what is wrong, or null
 */
export function violation(file, specifier) {
	if (file.startsWith('test/')) return null;
	if (!specifier.startsWith('.')) {
		const rule = CONFINED.find(({ names }) => names.test(packageOf(specifier)));
		return rule && !rule.home.test(file)
			? `${packageOf(specifier)} may only be imported below ${rule.say}`
			: null;
	}
	const room = ROOMS.find(({ from }) => file.startsWith(from));
	const target = slashes(relative('.', resolve(dirname(file), specifier)));
	return room && !room.allowed.some((allowed) => allowed.test(target))
		? `${room.from} may not import ${target} (portal -> runner -> nodes is the only way)`
		: null;
}

const rule = {
	meta: { type: 'problem', schema: [], messages: { wrongWay: '{{ what }}' } },
	create(context) {
		const file = slashes(relative(context.cwd, context.filename));
		const check = (source) => {
			if (typeof source?.value !== 'string') return;
			const what = violation(file, source.value);
			if (what) context.report({ node: source, messageId: 'wrongWay', data: { what } });
		};
		return {
			ImportDeclaration: (node) => check(node.source),
			ExportNamedDeclaration: (node) => check(node.source),
			ExportAllDeclaration: (node) => check(node.source),
			ImportExpression: (node) => check(node.source),
			TSImportType: (node) => check(node.source ?? node.argument?.literal),
			TSExternalModuleReference: (node) => check(node.expression),
			'CallExpression[callee.name="require"]': (node) => check(node.arguments[0]),
			'CallExpression[callee.object.name="require"][callee.property.name="resolve"]': (node) =>
				check(node.arguments[0]),
		};
	},
};

export const house = { meta: { name: 'house' }, rules: { 'import-direction': rule } };
