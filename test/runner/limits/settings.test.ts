import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { limitSettings } from '../../../runner/limits/settings';

const folder = mkdtempSync(join(tmpdir(), 'oiq-limits-'));

function read(content: unknown): ReturnType<typeof limitSettings> {
	const file = join(folder, 'limits.json');
	writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
	return limitSettings({ OFFBOARDIQ_LIMITS: file });
}

describe('the limits', () => {
	it('are those Microsoft publishes, to four fifths', () => {
		const { share, limits } = limitSettings({});
		expect(share).toBe(0.8);
		expect(limits.intuneWrites).toMatchObject({ amount: 200, perMs: 20_000 });
		for (const { source } of Object.values(limits)) expect(source).toMatch(/^https:\/\/learn/);
	});

	it('can be changed one by one', () => {
		const { share, limits } = read({ share: 0.5, limits: { intuneWrites: { amount: 10 } } });
		expect(share).toBe(0.5);
		expect(limits.intuneWrites).toMatchObject({ amount: 10, perMs: 20_000 });
		expect(limits.identityWrites.amount).toBe(3_000);
	});

	it.each([
		['no JSON', '{', 'cannot be read as JSON'],
		['a list', [], 'expected'],
		['a share of nothing', { share: 0 }, 'above 0'],
		['a name nobody knows', { limits: { mars: {} } }, 'no limit "mars"'],
		['an amount below one', { limits: { reports: { amount: 0 } } }, 'above 0'],
		['a span of nothing', { limits: { reports: { perMs: 0 } } }, 'above 0'],
	])('refuse %s', (_what, content, message) => {
		expect(() => read(content)).toThrow(message);
	});
});
