import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS, STEP_NEEDS } from '../../nodes/shared/step/permissions';
import { STEPS } from '../../nodes/shared/step/vocabulary';

const ROOT = resolve(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const readme = read('README.md');

/** What README's table tells an admin to grant. */
function documentedPermissions(): string[] {
	const [, section = ''] = readme.split('## Connect a tenant');
	const [table = ''] = section.split('\n## ');
	const rows = table.split('\n').filter((line) => line.startsWith('|'));
	return rows.flatMap((row) => row.match(/\b[A-Z][\w-]+(?:\.\w+)+/g) ?? []);
}

describe('README', () => {
	it('shows the two commands as they are', () => {
		expect(readme).toMatch(/^npm ci && npm start$/m);
		expect(readme).toMatch(/^npm ci && npm test$/m);
	});

	it('asks for every permission that a step cannot do without', () => {
		const needed = Object.values(STEP_NEEDS)
			.flat()
			.map((need) => PERMISSIONS[need][0]);
		const documented = documentedPermissions();
		expect(needed.filter((permission) => !documented.includes(permission))).toEqual([]);
	});

	it('asks for no permission that the code does not know', () => {
		const known: string[] = Object.values(PERMISSIONS).flat();
		expect(documentedPermissions().length).toBeGreaterThan(0);
		expect(documentedPermissions().filter((permission) => !known.includes(permission))).toEqual([]);
	});

	it('has a row for every step', () => {
		const rows = readme.split('\n').filter((line) => /^\| [1-9] \| /.test(line));
		expect(rows.map((row) => Number(row[2]))).toEqual(STEPS.map(({ number }) => number));
	});
});

describe('links between the documents', () => {
	const documents = [
		'README.md',
		'CONTRIBUTING.md',
		'portal/README.md',
		...readdirSync(join(ROOT, 'docs/adr')).map((name) => `docs/adr/${name}`),
	];

	it.each(documents)('%s leads to files that exist', (path) => {
		const targets = [...read(path).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to = '']) => to);
		const missing = targets.filter((to) => !exists(join(dirname(path), to)));
		expect(missing).toEqual([]);
	});

	it('the list of decisions names every decision', () => {
		const list = read('docs/adr/README.md');
		const decisions = documents.filter((path) => /^docs\/adr\/\d/.test(path));
		expect(decisions.filter((path) => !list.includes(path.replace('docs/adr/', '')))).toEqual([]);
	});
});

function exists(path: string): boolean {
	try {
		readFileSync(join(ROOT, path));
		return true;
	} catch {
		return false;
	}
}
