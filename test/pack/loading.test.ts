import { readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeTypeDescription } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packAndUnpack } from './tarball';
import type { Tarball } from './tarball';

/** n8n's list; a category that is not in it puts the node nowhere. */
const CATEGORIES = [
	'Analytics',
	'Communication',
	'Data & Storage',
	'Development',
	'Finance & Accounting',
	'Marketing & Content',
	'Miscellaneous',
	'Productivity',
	'Sales',
	'Utility',
];

/** Reads only. An AI agent may call it; nobody is offboarded by a tool call (docs/adr/0003). */
const MAY_BE_A_TOOL = ['lookUpEmployee'];

let tarball: Tarball;
let loader: PackageDirectoryLoader;

beforeAll(async () => {
	tarball = packAndUnpack();
	loader = new PackageDirectoryLoader(tarball.folder);
	await loader.loadAll();
});
afterAll(() => {
	rmSync(dirname(tarball.folder), { recursive: true, force: true });
});

interface Face {
	readonly path: string;
	readonly className: string;
	readonly description: INodeTypeDescription;
}

function faces(): Face[] {
	return tarball.manifest.n8n.nodes.map((path) => {
		const className = basename(path, '.node.js');
		const name = className.charAt(0).toLowerCase() + className.slice(1);
		const loaded = loader.nodeTypes[name];
		if (!loaded) throw new Error(`n8n loaded no node called ${name}`);
		return { path, className, description: loaded.type.description as INodeTypeDescription };
	});
}

/** The icon files a loaded type names, as paths below the unpacked folder. */
function iconFiles(type: { iconUrl?: unknown }): { light: string; dark: string } {
	const { light, dark } = type.iconUrl as { light: string; dark: string };
	const path = (url: string): string => url.replace(`icons/${tarball.manifest.name}/`, '');
	return { light: path(light), dark: path(dark) };
}

function expectTwoPictures(type: { iconUrl?: unknown }): void {
	const { light, dark } = iconFiles(type);
	const [lightSvg, darkSvg] = [light, dark].map((path) =>
		readFileSync(join(tarball.folder, path), 'utf8'),
	);
	expect(lightSvg).toMatch(/^<svg /);
	expect(darkSvg).toMatch(/^<svg /);
	expect(lightSvg).not.toBe(darkSvg);
}

describe("the unpacked tarball in n8n's own loader", () => {
	it('gives every node of the manifest, under the name of its class', () => {
		expect(Object.keys(loader.nodeTypes)).toHaveLength(tarball.manifest.n8n.nodes.length);
		for (const { className, path } of faces()) {
			expect(loader.known.nodes[className.charAt(0).toLowerCase() + className.slice(1)]).toEqual({
				className,
				sourcePath: path,
			});
		}
	});

	it('gives every node two pictures that differ', () => {
		for (const { description } of faces()) expectTwoPictures(description);
	});

	it('gives every node a codex that n8n can place', () => {
		for (const { className, description, path } of faces()) {
			const codex = JSON.parse(
				readFileSync(join(tarball.folder, path.replace(/\.js$/, '.json')), 'utf8'),
			) as Codex;
			expect(codex.node).toBe(`${tarball.manifest.name}.${description.name}`);
			expect(codex).toMatchObject({ nodeVersion: '1.0', codexVersion: '1.0' });
			expect(codex.categories.filter((name) => !CATEGORIES.includes(name))).toEqual([]);
			expect(codex.categories.length, className).toBeGreaterThan(0);
			for (const { url } of codex.resources.primaryDocumentation) expect(url).toMatch(/^https:/);
		}
	});

	it('offers nothing that changes a tenant as an AI tool', () => {
		for (const { description } of faces()) {
			expect(Object.keys(description), description.name).toContain('usableAsTool');
		}
		const tools = faces().filter(({ description }) => description.usableAsTool);
		expect(tools.map(({ description }) => description.name)).toEqual(MAY_BE_A_TOOL);
	});

	it('gives every credential two pictures, and a way to test it', () => {
		const credentials = Object.values(loader.credentialTypes).map(({ type }) => type);
		expect(credentials).toHaveLength(tarball.manifest.n8n.credentials.length);
		for (const credential of credentials) {
			expectTwoPictures(credential);
			expect(isTestable(credential), credential.name).toBe(true);
		}
	});
});

interface Codex {
	readonly node: string;
	readonly categories: readonly string[];
	readonly resources: { readonly primaryDocumentation: readonly { readonly url: string }[] };
}

function isTestable(credential: ICredentialType): boolean {
	return (
		credential.test !== undefined ||
		faces().some(({ description }) =>
			description.credentials?.some(({ name, testedBy }) => name === credential.name && testedBy),
		)
	);
}
