import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FONT_FILES } from '../../nodes/shared/record/pdf/fonts';
import { ROOT, packAndUnpack } from './tarball';
import type { Tarball } from './tarball';

/** Everything a tarball may hold. What is not here needs a decision before it is published. */
const MAY_HOLD = [
	/^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
	/^dist\/workflows\/([\w-]+\.(json|sha256)|README\.md)$/,
	/^dist\/credentials\/[\w.]+\.(js|svg)$/,
	/^dist\/nodes\/\w+\/\w+\.(node\.json|svg|dark\.svg)$/,
	/^dist\/nodes\/(?!.*(?:\.test|\.d)\.)[\w./-]+\.js$/,
	/^dist\/nodes\/shared\/vendor\/(THIRD-PARTY|\w+\.js\.LEGAL)\.txt$/,
	/^dist\/nodes\/shared\/vendor\/data\/sRGB_IEC61966_2_1\.icc$/,
	/^dist\/nodes\/shared\/record\/pdf\/fonts\/\w+\.(ttf|OFL\.txt)$/,
];

const MUST_HOLD = [
	'README.md',
	'LICENSE',
	'CHANGELOG.md',
	'dist/workflows/offboarding.json',
	'dist/workflows/offboarding.sha256',
	'dist/workflows/README.md',
	'dist/workflows/offboarding-notify.json',
	'dist/workflows/offboarding-on-request.json',
	'dist/workflows/offboarding-from-slack.json',
	'dist/workflows/offboarding-scheduled.json',
	'dist/workflows/offboarding-bulk.json',
	'dist/nodes/shared/vendor/microsoft.js',
	'dist/nodes/shared/vendor/pdfkit.js',
	'dist/nodes/shared/vendor/THIRD-PARTY.txt',
	'dist/nodes/shared/vendor/data/sRGB_IEC61966_2_1.icc',
];

let tarball: Tarball;
beforeAll(() => {
	tarball = packAndUnpack();
});
afterAll(() => {
	rmSync(dirname(tarball.folder), { recursive: true, force: true });
});

const read = (path: string): string => readFileSync(join(tarball.folder, path), 'utf8');

describe('the files in the tarball', () => {
	it('are only ones that may be there', () => {
		expect(tarball.files.filter((path) => !MAY_HOLD.some((may) => may.test(path)))).toEqual([]);
	});

	it('are all that n8n, the runner and the licences need', () => {
		const faces = tarball.manifest.n8n.nodes.flatMap((node) => [
			node,
			node.replace(/\.js$/, '.json'),
		]);
		const needed = [...MUST_HOLD, ...faces, ...tarball.manifest.n8n.credentials];
		expect(needed.filter((path) => !tarball.files.includes(path))).toEqual([]);
	});

	it('hold the fonts that the PDF asks for, and no other', () => {
		const fonts = tarball.files
			.filter((path) => path.endsWith('.ttf'))
			.map((path) => basename(path));
		const wanted = Object.values(FONT_FILES).map(({ file }) => file);
		expect(fonts.sort()).toEqual(wanted.sort());
	});

	it('carry no reference to a source map that stayed at home', () => {
		const scripts = tarball.files.filter((path) => path.endsWith('.js'));
		expect(scripts.filter((path) => /^\/\/# sourceMappingURL/m.test(read(path)))).toEqual([]);
	});

	it('need nothing at run time but Node, n8n-workflow and each other', () => {
		const own = tarball.files.filter((path) => path.endsWith('.js') && !path.includes('/vendor/'));
		const missing = own.flatMap((path) =>
			[...read(path).matchAll(/\brequire\(["']([^"']+)["']\)/g)]
				.map(([, specifier = '']) => specifier)
				.filter((specifier) => !resolves(path, specifier))
				.map((specifier) => `${path}: ${specifier}`),
		);
		expect(missing).toEqual([]);
	});

	it('hold the workflow whose hash is beside it', () => {
		const digest = createHash('sha256')
			.update(read('dist/workflows/offboarding.json'))
			.digest('hex');
		expect(read('dist/workflows/offboarding.sha256')).toBe(`${digest}\n`);
	});
});

function resolves(from: string, specifier: string): boolean {
	if (!specifier.startsWith('.')) {
		const name = specifier.replace(/^node:/, '');
		return name === 'n8n-workflow' || builtinModules.includes(name);
	}
	const target = join(tarball.folder, dirname(from), specifier);
	return [target, `${target}.js`, join(target, 'index.js')].some((path) => existsSync(path));
}

describe('the manifest in the tarball', () => {
	it('asks for no package but n8n-workflow, which n8n has', () => {
		const { manifest } = tarball;
		expect(manifest.dependencies ?? {}).toEqual({});
		expect(manifest.optionalDependencies ?? {}).toEqual({});
		expect(manifest.bundleDependencies ?? manifest.bundledDependencies ?? []).toEqual([]);
		expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	});

	it('runs nothing when it is installed', () => {
		const forbidden = [
			'prepare',
			'preinstall',
			'install',
			'postinstall',
			'prepublish',
			'preprepare',
			'postprepare',
		];
		expect(forbidden.filter((name) => name in tarball.manifest.scripts)).toEqual([]);
	});

	it('is one that n8n finds', () => {
		expect(tarball.manifest.name).toMatch(/^n8n-nodes-/);
		expect(tarball.manifest.keywords).toContain('n8n-community-node-package');
		expect(tarball.manifest.license).toBe('MIT');
	});

	it('names every node and credential that has a file, and no other', () => {
		const nodes = readdirSync(join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })
			.filter((path) => path.endsWith('.node.ts'))
			.map((path) => `dist/nodes/${path.replace(/\.ts$/, '.js')}`);
		const credentials = readdirSync(join(ROOT, 'credentials'))
			.filter((path) => path.endsWith('.credentials.ts'))
			.map((path) => `dist/credentials/${basename(path, '.ts')}.js`);
		expect([...tarball.manifest.n8n.nodes].sort()).toEqual(nodes.sort());
		expect([...tarball.manifest.n8n.credentials].sort()).toEqual(credentials.sort());
	});
});
