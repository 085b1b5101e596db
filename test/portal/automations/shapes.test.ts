import { describe, expect, it } from 'vitest';
import { keptAnswer } from '../../../portal/automations/kept-answer';
import type { ToldEvent } from '../../../portal/automations/shapes/event';
import { NOT_TRIED } from '../../../runner';
import { bodyOf, type Shape } from '../../../portal/automations/shapes/shape';

const NOTE =
	'offboardiq/x/org\n57\ncm9vdA==\nprevious none\nat 2026-11-26T12:00:00.000Z\n\n— x abc\n';
const checkpoint = { origin: 'offboardiq/x/org', size: 57, root: 'cm9vdA==', note: NOTE };

function event(name: string, more: Partial<ToldEvent> = {}): ToldEvent {
	return {
		...{
			id: 'msg_1',
			type: 'offboarding.completed',
			title: 'Offboarding completed',
			isTest: false,
		},
		...{ at: '2026-11-20T16:02:00.000Z', organisation: 'Kestrel', checkpoint },
		offboarding: {
			...{ id: 'OFF-2026-000417', status: 'completed_with_exceptions', simulated: false },
			statusWords: 'Completed with exceptions',
			employee: { id: 'u1', name, userPrincipalName: 'zoe_l@corp.example' },
			tenant: { id: 't1', name: 'Kestrel *IT*' },
			...{ requestedBy: 'Priya Nair <priya@corp.example>', ticket: 'HR-1' },
			...{ startedAt: '2026-11-20T16:00:00.000Z', finishedAt: '2026-11-20T16:02:00.000Z' },
			summary: '8 done, 1 failed; 1 open.',
			steps: [
				{
					...{ number: 1, key: 'disableAccount', title: 'Disable account', status: 'failed' },
					...{ verified: false, word: 'Failed', reason: 'Refused.\nTwice' },
				},
			],
			url: 'https://portal.example/offboardings/OFF-2026-000417',
			reportUrl: 'https://portal.example/reports/OFF-2026-000417',
		},
		...more,
	};
}

const body = (shape: Shape, name: string, more?: Partial<ToldEvent>) =>
	JSON.parse(bodyOf(shape, event(name, more))) as Record<string, never>;

describe('the generic shape', () => {
	it('is what Standard Webhooks lays out, with the whole checkpoint', () => {
		expect(body('generic', 'Zoë Łukasiewicz')).toMatchObject({
			type: 'offboarding.completed',
			timestamp: '2026-11-20T16:02:00.000Z',
			data: {
				offboarding: {
					id: 'OFF-2026-000417',
					status: 'completed_with_exceptions',
					employee: { id: 'u1', name: 'Zoë Łukasiewicz', userPrincipalName: 'zoe_l@corp.example' },
					links: { report: 'https://portal.example/reports/OFF-2026-000417' },
				},
				checkpoint: NOTE,
			},
		});
	});

	it('says nothing where nothing could be signed, and that a test is one', () => {
		const { data } = body('generic', 'x', { checkpoint: null, isTest: true }) as never;
		expect(data).toMatchObject({ checkpoint: null, test: true });
	});
});

describe('the card for Teams', () => {
	const texts = (name: string) => JSON.stringify(body('teams', name));

	it('is an Adaptive Card in a message: anything else is dropped there', () => {
		expect(body('teams', 'Zoë')).toMatchObject({
			type: 'message',
			attachments: [
				{
					contentType: 'application/vnd.microsoft.card.adaptive',
					content: { type: 'AdaptiveCard', version: '1.4' },
				},
			],
		});
		expect(texts('Zoë')).toContain('Offboarding completed: Zoë');
		expect(texts('Zoë')).toContain('Audit log: 57 entries, root cm9vdA==');
	});

	it('shows a name as a name', () => {
		const evil = texts('[click](https://evil.example) **b** <at>all</at> {{DATE(2026,SHORT)}}');
		expect(evil).toContain('\\\\[click\\\\]');
		expect(evil).not.toContain('**b**');
		expect(evil).not.toContain('<at>');
		expect(evil).not.toContain('{{DATE');
		expect(texts('Kestrel')).toContain('Kestrel \\\\*IT\\\\*');
	});

	it('stays below what Teams takes, 28 KB, whatever somebody is called', () => {
		expect(bodyOf('teams', event('Ł'.repeat(20_000))).length).toBeLessThan(10_000);
	});
});

describe('the blocks for Slack', () => {
	it('keep its limits and have a text for notifications', () => {
		const { text, blocks } = body('slack', 'Ł'.repeat(5_000)) as unknown as {
			text: string;
			blocks: { type: string; text?: { text: string }; fields?: unknown[] }[];
		};
		expect(text.length).toBeLessThanOrEqual(300);
		expect([...(blocks[0]?.text?.text ?? '')].length).toBeLessThanOrEqual(150);
		expect(blocks[1]?.fields?.length).toBeLessThanOrEqual(10);
		expect(blocks.map(({ type }) => type)).toEqual(['header', 'section', 'actions', 'context']);
	});

	it('show a name as a name, and an address so that it can be copied', () => {
		const text = JSON.stringify(body('slack', '<!channel> <https://evil.example|x> & *b*'));
		expect(text).not.toContain('"text":"Offboarding completed: <!channel>');
		expect(text).toContain('&lt;!channel&gt; &lt;https://evil.example|x&gt; &amp;');
		expect(text).toContain('Priya Nair &lt;priya@corp.example&gt;');
		expect(text).toContain('"Employee\\nzoe_l@corp.example"');
	});
});

describe('the body for Jira', () => {
	it('is flat: its rules read the top level', () => {
		expect(body('jira', 'Zoë\r\nŁukasiewicz')).toMatchObject({
			...{ event: 'offboarding.completed', employee: 'Zoë Łukasiewicz' },
			...{ employee_upn: 'zoe_l@corp.example', offboarding_id: 'OFF-2026-000417' },
			...{ status: 'completed_with_exceptions', steps_summary: '8 done, 1 failed; 1 open.' },
			checkpoint: NOTE,
		});
	});
});

describe('the fields for ServiceNow', () => {
	it('are columns of an incident and nothing else', () => {
		const fields = body('serviceNow', 'Zoë');
		expect(Object.keys(fields).sort()).toEqual([
			...['category', 'correlation_display', 'correlation_id', 'description', 'impact'],
			...['short_description', 'urgency', 'work_notes'],
		]);
		expect(fields).toMatchObject({ correlation_id: 'OFF-2026-000417', urgency: '2' });
		expect(fields.correlation_display).toBe('OffboardIQ msg_1');
		expect(fields.work_notes).toContain(NOTE);
		expect(fields.description).toContain('1 Disable account: Failed. Refused. Twice');
	});

	it('have room for a long name', () => {
		const { short_description } = body('serviceNow', 'Ł'.repeat(500));
		expect([...String(short_description)].length).toBeLessThanOrEqual(160);
	});
});

describe('what closes an incident', () => {
	const { offboarding } = event('Zoë');
	const step = { number: 1, key: 'disableAccount', title: 'Disable account', verified: true };
	const done = { ...step, status: 'done', word: 'Done', reason: null };
	const over = { ...offboarding, status: 'completed', steps: [done] };
	const closing = (more: object, closeCode: string | null = null) =>
		JSON.parse(
			bodyOf('serviceNowClose', event('Zoë', { offboarding: { ...over, ...more } }), { closeCode }),
		) as Record<string, string>;

	it('resolves it with the result of each step, and the code of that ServiceNow', () => {
		expect(closing({})).toMatchObject({ state: '6', close_code: 'Solution provided' });
		expect(closing({}, 'Solved (Permanently)').close_code).toBe('Solved (Permanently)');
		expect(closing({}).close_notes).toContain('1 Disable account: Done');
	});

	it.each([
		['something is left', { status: 'completed_with_exceptions' }],
		['it was a rehearsal', { simulated: true }],
		['one step was tried again', { steps: [{ ...done, status: 'skipped', word: NOT_TRIED }] }],
	])('is a note and no more where %s', (_why, more) => {
		expect(Object.keys(closing(more))).toEqual(['work_notes']);
	});
});

it.each(['generic', 'teams', 'slack', 'jira', 'serviceNow', 'serviceNowClose'] as const)(
	'a rehearsal can’t be taken for the real thing in the shape %s',
	(shape) => {
		const { offboarding } = event('Zoë');
		const simulated = { ...offboarding, simulated: true, statusWords: 'Completed, simulated' };
		expect(bodyOf(shape, event('Zoë', { offboarding: simulated }))).toMatch(/simulated/);
	},
);

describe('what is kept of an answer', () => {
	it('is cut, has no secret of the request in it, and no signs that are not seen', () => {
		const secrets = ['Bearer abcdef123456', '/T0/B0/secret'];
		const text = `\u001b[2J\u202eecho: abcdef123456 and Bearer abcdef123456, /T0/B0/secret\n${'x'.repeat(9_000)}`;
		const kept = keptAnswer(text, secrets) ?? '';
		expect(kept).not.toMatch(/abcdef123456|T0\/B0/);
		expect(['\u001b', '\u202e'].filter((sign) => kept.includes(sign))).toEqual([]);
		expect(kept.length).toBeLessThanOrEqual(2_048);
		expect(keptAnswer('  \n', [])).toBeNull();
	});
});
