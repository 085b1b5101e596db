import { describe, expect, it } from 'vitest';
import { ruleForm, wantedRule } from '../../../portal/automations/rule-form';
import { shapeOfAddress } from '../../../portal/automations/shapes/shape';

const form = {
	...{ name: 'IT hears', trigger: 'offboarding.completed' },
	url: 'https://hooks.example/T0',
};
const wanted = (more: Record<string, string>, kept: readonly string[] = [], isNew = true) =>
	wantedRule(ruleForm.parse({ ...form, ...more }), false, { isNew, kept });
const says = (more: Record<string, string>) => {
	const result = wanted(more);
	return Array.isArray(result) ? (result[0] as { says: string }).says : 'taken';
};

describe('closing an incident', () => {
	it('goes with a completed offboarding only, and keeps the code', () => {
		const shape = 'serviceNowClose';
		expect(wanted({ shape, closeCode: ' Solved ' })).toMatchObject({ closeCode: 'Solved' });
		expect(wanted({ shape })).toMatchObject({ closeCode: null });
		expect(says({ shape, trigger: 'offboarding.started' })).toContain('Only a completed');
	});
});

describe('a header of one’s own', () => {
	it.each([
		...['Host', 'host', 'Content-Length', 'Content-Type', 'Connection', 'Transfer-Encoding'],
		...['Keep-Alive', 'TE', 'Trailer', 'Upgrade', 'Expect', 'Proxy-Authorization', 'Cookie'],
		...['webhook-id', 'Webhook-Signature', 'Accept-Encoding', 'User-Agent', 'X-Forwarded-For'],
	])('%s can’t be set', (name) => {
		expect(says({ 'header-1': name, 'value-1': 'x' })).toContain('can’t be set');
	});

	it.each(['X Y', 'X:Y', 'Ümlaut', 'X\r\nY', '(x)', 'x\u0000'])('%j is no name', (name) => {
		expect(says({ 'header-1': name, 'value-1': 'x' })).toContain('Name the header');
	});

	it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\u0000b', 'é', 'a\tb', 'a\u2028b'])(
		'%j is no value',
		(value) => {
			expect(says({ 'header-1': 'Authorization', 'value-1': value })).toContain('ASCII only');
		},
	);

	it('is there once, and has a value', () => {
		const twice = { 'header-1': 'X-A', 'value-1': '1', 'header-2': 'x-a', 'value-2': '2' };
		expect(says(twice)).toContain('twice');
		expect(says({ 'header-1': 'X-A' })).toContain('missing');
		expect(says({ 'header-1': 'X-A', 'value-1': 'Bearer abc' })).toBe('taken');
	});

	it('is kept with its address, and goes with it', () => {
		const kept = { 'header-1': 'authorization', 'value-1': '' };
		const same = wanted({ ...kept, url: '' }, ['Authorization'], false);
		expect(same).toMatchObject({ headers: new Map([['authorization', null]]), address: null });
		const other = wanted(kept, ['Authorization'], false);
		expect(other).toMatchObject([{ field: 'value-1' }]);
	});
});

it('a new rule needs an address, a changed one does not', () => {
	expect(wanted({ url: '' })).toMatchObject([{ field: 'url' }]);
	expect(wanted({ url: '' }, [], false)).toMatchObject({ address: null });
});

it.each([
	['https://prod-01.westus.logic.azure.com/workflows/abc/run', 'teams'],
	['https://default123.08.environment.api.powerplatform.com/powerautomate/x', 'teams'],
	['https://hooks.slack.com/services/T0/B0/x', 'slack'],
	['https://automation.atlassian.com/pro/hooks/abc', 'jira'],
	['https://api-private.atlassian.com/automation/webhooks/jira/a/b/c', 'jira'],
	['https://kestrel.service-now.com/api/now/table/incident', 'serviceNow'],
	[
		'https://kestrel.service-now.com/api/now/table/incident?sysparm_input_display_value=true',
		'serviceNow',
	],
	['https://kestrel.service-now.com/api/now/table/sc_task', 'serviceNow'],
	['https://kestrel.service-now.com/api/x_kes/scripted', 'generic'],
	['https://hooks.slack.com.evil.example/services/T0', 'generic'],
	['https://evilhooks.slack.com.example/', 'generic'],
	['https://n8n.example/webhook/1', 'generic'],
])('%s wants the shape %s', (url, shape) => {
	expect(shapeOfAddress(url)).toBe(shape);
});
