import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBreakGlass } from '../../../runner/cli/break-glass-file';

const folder = mkdtempSync(join(tmpdir(), 'oiq-break-glass-'));

function file(text: string): string {
	const path = join(folder, 'list.txt');
	writeFileSync(path, text);
	return path;
}

describe('--break-glass', () => {
	it('reads one account a line', async () => {
		expect(await readBreakGlass(file('# ours\na@b.example\n'))).toEqual(['a@b.example']);
	});

	it('is refused, in one line, where it would protect nobody', async () => {
		await expect(readBreakGlass(file('# nobody\n'))).rejects.toThrow(/names nobody/);
		await expect(readBreakGlass(file('Emergency'))).rejects.toThrow(/list.txt: Line 1 /);
		await expect(readBreakGlass(join(folder, 'no.txt'))).rejects.toThrow(/there is no such file/);
	});
});
