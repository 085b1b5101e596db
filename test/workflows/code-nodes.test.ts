import { describe, expect, it } from 'vitest';
import { STATUS_WORD, STEPS } from '../../nodes/shared/step/vocabulary';
import { runCode, type Item } from './template-files';

const NASTY = '<!channel> *b* [x](https://evil.example) "q" \'s\' `{{ $env.X }}` 🙂\n\u202eŁ';

interface Outcome {
	status?: string;
	verified?: boolean;
	reason?: string | null;
	items?: object[];
}

/** An item as it leaves the ninth step: everything done and seen, but for what is said. */
function offboarding(changed: Readonly<Record<string, Outcome | null>> = {}, more: object = {}) {
	return {
		schema: 'offboardiq.offboarding/1',
		request: { id: 'OFF-1', dryRun: false, requestedBy: 'Priya Nair', ticket: 'HR-1' },
		tenant: { id: 't1', displayName: 'Kestrel', cloud: 'global', simulated: false },
		employee: { id: 'u1', userPrincipalName: 'zoe@corp.example', displayName: 'Zoë' },
		startedAt: '2026-11-20T16:00:00.000Z',
		steps: STEPS.flatMap(({ key, number }) => {
			if (changed[key] === null) return [];
			const done = { number, key, status: 'done', verified: true, summary: 'Did it.' };
			return [{ ...done, reason: null, items: [], ...changed[key] }];
		}),
		...more,
	};
}

const tell = (...items: object[]) =>
	runCode('offboarding-notify.json', 'What To Tell', { input: items }).map(({ json }) => json);
const told = (item: object) => tell(item)[0] ?? {};
const failed = {
	wipeDevices: {
		status: 'failed',
		verified: false,
		reason: 'Refused.',
		items: [{ target: 'LAPTOP *1*', status: 'failed', reason: 'Intune said no.\nTwice' }],
	},
};

describe('what is told', () => {
	it('of an ordinary end is the words and the steps of the product', () => {
		const { status, statusWords, summary, isOpen, steps, todo } = told(offboarding());
		expect({ status, statusWords, isOpen, todo }).toEqual({
			...{ status: 'completed', statusWords: 'Completed', isOpen: false, todo: [] },
		});
		expect(summary).toBe('10 done; nothing open.');
		expect(
			(steps as { number: number; key: string; title: string }[]).map(({ number, key, title }) => ({
				...{ number, key, title },
			})),
		).toEqual(STEPS.map(({ number, key, title }) => ({ number, key, title })));
	});

	it('never calls done what was only accepted', () => {
		const answer = told(offboarding({ wipeDevices: { verified: false } }));
		expect(answer).toMatchObject({
			statusWords: 'Completed, not all seen yet',
			summary: '9 done, 1 accepted, not seen yet; nothing open.',
		});
		expect(JSON.stringify(answer)).toContain('Wipe devices","status":"Accepted"');
		expect(JSON.stringify(answer)).not.toContain('10 done');
	});

	it.each(['done', 'skipped', 'blocked', 'failed', 'unknown', 'pending'] as const)(
		'has the product’s word for %s',
		(status) => {
			const { steps } = told(offboarding({ wipeDevices: { status } }));
			const word = (steps as { key: string; word: string }[]).find(
				({ key }) => key === 'wipeDevices',
			)?.word;
			expect(word).toBe(STATUS_WORD[status]);
		},
	);

	it.each(['blocked', 'failed', 'unknown'])(
		'says what a person has to do when a step is %s',
		(status) => {
			const answer = told(
				offboarding({ removeAdminRoles: { status, reason: 'Ask a Global Administrator.' } }),
			);
			expect(answer).toMatchObject({ status: 'completed_with_exceptions', isOpen: true });
			for (const body of ['slack', 'teams', 'jira', 'serviceNow']) {
				expect(JSON.stringify(answer[body]), body).toContain(
					`Remove admin roles, ${status}: Ask a Global Administrator.`,
				);
			}
		},
	);

	it('finds what is open inside a step that is done as a whole', () => {
		const items = [{ target: 'Finance', status: 'blocked', reason: 'Dynamic group.' }];
		expect(told(offboarding({ removeFromTeams: { items } }))).toMatchObject({
			...{ isOpen: true, todo: ['Remove from Teams and groups, done: Finance: Dynamic group.'] },
		});
	});

	it('says that it was simulated, everywhere', () => {
		const tenant = { id: 't1', displayName: 'Rehearsal', simulated: true };
		const answer = told(offboarding({}, { tenant }));
		for (const body of ['slack', 'teams', 'jira', 'serviceNow']) {
			expect(JSON.stringify(answer[body]), body).toMatch(/completed, simulated/i);
		}
		expect(answer['jira']).toMatchObject({ simulated: true, status_words: 'Completed, simulated' });
	});

	it('calls a dry run one, also to rules that read the status only', () => {
		const pending = Object.fromEntries(
			STEPS.map(({ key }) => [key, { status: 'pending', verified: false }]),
		);
		const request = { id: 'OFF-1', dryRun: true };
		expect(told(offboarding(pending, { request }))).toMatchObject({
			...{
				status: 'dry_run',
				statusWords: 'Dry run, nothing was changed',
				isOpen: false,
				todo: [],
			},
			...{ summary: '10 would run; nothing open.', jira: { status: 'dry_run', dry_run: true } },
		});
	});

	it('calls one that was cut off not complete, and names what was not started', () => {
		const answer = told(offboarding({ removeFromTeams: null, compliancePdf: null }));
		expect(answer).toMatchObject({ status: 'failed', statusWords: 'Not complete', isOpen: true });
		expect(answer['todo']).toEqual([
			'Remove from Teams and groups: not started. See the execution in n8n.',
			'Compliance PDF: not started. See the execution in n8n.',
		]);
	});

	it('tells of somebody who was refused at the look-up that nothing was changed', () => {
		const answer = told({
			...{ user: 'boss@corp.example', request: { id: 'OFF-2', ticket: 'HR-2' } },
			error: 'The last Global Administrator.',
		});
		expect(answer).toMatchObject({
			...{ id: 'OFF-2', status: 'refused', statusWords: 'Not started, nothing was changed' },
			...{ isOpen: true, upn: 'boss@corp.example', jira: { ticket: 'HR-2', status: 'refused' } },
		});
		expect(JSON.stringify(answer['slack'])).toContain('The last Global Administrator.');
	});

	it('keeps the order of people, and the file of each', () => {
		const people = ['a', 'b', 'c'].map((id) => offboarding({}, { request: { id } }));
		expect(tell(...people).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
	});
});

describe('a name as a name', () => {
	const employee = { id: 'u1', userPrincipalName: 'zoe_l@corp.example', displayName: NASTY };
	const answer = told(offboarding(failed, { employee }));

	it('in Slack: no link, no mention, no bold', () => {
		const text = JSON.stringify(answer['slack']);
		expect(text).not.toMatch(/<!channel>|<https/);
		expect(text).toContain('&lt;!channel&gt;');
		expect(text).toContain('"Employee\\nzoe_l@corp.example"');
		expect(text).toContain('LAPTOP \u200b*\u200b1\u200b*\u200b: Intune said no. Twice');
	});

	it('in Teams: no link, no bold, no template', () => {
		const text = JSON.stringify(answer['teams']);
		expect(text).toContain('\\\\[x\\\\]');
		expect(text).not.toMatch(/<!channel>|\{\{/);
	});

	it('on one line in all of them, with nothing that turns the text round', () => {
		for (const body of ['slack', 'teams', 'jira', 'serviceNow']) {
			expect(JSON.stringify(answer[body]), body).not.toContain('\u202e');
			expect(JSON.stringify(answer[body]), body).toContain('🙂 Ł');
		}
	});
});

describe('the forms that are accepted', () => {
	const items = Array.from({ length: 200 }, (_, index) => ({
		...{ target: `${index} ${'Ł'.repeat(300)}`, status: 'failed', reason: 'No. '.repeat(200) },
	}));
	const all = Object.fromEntries(STEPS.map(({ key }) => [key, { status: 'failed', items }]));
	const employee = {
		id: 'u1',
		userPrincipalName: 'zoe@corp.example',
		displayName: 'Ł'.repeat(5000),
	};
	const big = told(offboarding(all, { employee }));
	const small = told(offboarding());

	it('of Slack keep its limits and have a text for notifications', () => {
		for (const { slack } of [big, small]) {
			const { text, blocks } = slack as {
				text: string;
				blocks: { type: string; text?: { text: string }; fields?: { text: string }[] }[];
			};
			expect(text.length).toBeLessThanOrEqual(300);
			expect([...(blocks[0]?.text?.text ?? '')].length).toBeLessThanOrEqual(150);
			expect(blocks.length).toBeLessThanOrEqual(50);
			for (const block of blocks.slice(1)) {
				expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3000);
				expect(block.fields?.length ?? 0).toBeLessThanOrEqual(10);
				for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2000);
			}
		}
	});

	it('of Teams are an Adaptive Card in a message, below 28 KB', () => {
		for (const { teams } of [big, small]) {
			expect(teams).toMatchObject({
				type: 'message',
				attachments: [
					{
						contentType: 'application/vnd.microsoft.card.adaptive',
						content: { type: 'AdaptiveCard', version: '1.4' },
					},
				],
			});
			expect(Buffer.byteLength(JSON.stringify(teams))).toBeLessThan(28_000);
		}
	});

	it('of Jira are flat: its rules read the top level', () => {
		expect(small['jira']).toMatchObject({
			...{ employee: 'Zoë', employee_upn: 'zoe@corp.example', offboarding_id: 'OFF-1' },
			...{ ticket: 'HR-1', status: 'completed', steps_summary: '10 done; nothing open.' },
		});
	});

	it('of ServiceNow are columns of an incident and nothing else, and fit', () => {
		for (const { serviceNow } of [big, small]) {
			const fields = serviceNow as Record<string, string>;
			expect(Object.keys(fields).sort()).toEqual([
				...['category', 'correlation_display', 'correlation_id', 'description', 'impact'],
				...['short_description', 'urgency'],
			]);
			expect([...(fields['short_description'] ?? '')].length).toBeLessThanOrEqual(160);
			expect([...(fields['description'] ?? '')].length).toBeLessThanOrEqual(4000);
		}
		expect(big['serviceNow']).toMatchObject({ urgency: '2', correlation_id: 'OFF-1' });
	});
});

describe('the outcome', () => {
	const outcome = (nodes: Record<string, object[][]>) =>
		runCode('offboarding-notify.json', 'Outcome', { input: [{ id: 'OFF-1' }], nodes })[0]?.json;

	it('says who was told, who was not and why, and who was not asked', () => {
		expect(
			outcome({
				'Tell Slack': [[], [{ error: { message: 'Request failed with status code 500' } }]],
				'Tell Teams': [[{ statusCode: 202, body: '' }], []],
				'Tell Jira': [[{ id: 'what a switched-off node hands on' }], []],
			}),
		).toMatchObject({
			id: 'OFF-1',
			told: {
				...{ slack: 'not told: Request failed with status code 500', teams: 'told' },
				...{ jira: 'not asked', serviceNow: 'not asked' },
			},
			untold: ['slack'],
		});
	});

	it('counts where some of several could not be told', () => {
		const nodes = { 'Tell Slack': [[{ statusCode: 200 }], [{ error: 'gone' }]] };
		expect(outcome(nodes)).toMatchObject({
			told: { slack: 'told 1 of 2: gone' },
			untold: ['slack'],
		});
	});
});

describe('a request', () => {
	const check = (body: object) =>
		runCode('offboarding-on-request.json', 'Check Request', { input: [{ body }] })[0]?.json ?? {};
	const sys_id = 'a'.repeat(32);

	it('of Jira and of ServiceNow is understood', () => {
		expect(check({ upn: " zoe.o'neil@corp.example ", ticket: 'hr-12' })).toMatchObject({
			...{ ok: true, source: 'jira', upn: "zoe.o'neil@corp.example", ticket: 'HR-12' },
			key: "HR-12 zoe.o'neil@corp.example",
		});
		expect(check({ upn: 'zoe@corp.example', ticket: 'RITM0010023', sys_id })).toMatchObject({
			...{ ok: true, source: 'servicenow', table: 'sc_req_item', sysId: sys_id },
		});
	});

	it.each([
		[{}, 'upn'],
		[{ upn: 'zoe', ticket: 'HR-1' }, 'upn'],
		[{ upn: 'zoe@corp.example?x=1', ticket: 'HR-1' }, 'upn'],
		[{ upn: ['zoe@corp.example'], ticket: 'HR-1' }, 'upn'],
		[{ upn: 'zoe@corp.example\nb@c.de', ticket: 'HR-1' }, 'upn'],
		[{ upn: 'zoe@corp.example', ticket: '{{ $env.X }}' }, 'ticket'],
		[{ upn: 'zoe@corp.example', ticket: '../../INC0010001' }, 'ticket'],
		[{ upn: 'zoe@corp.example', ticket: 'INC0010001', sys_id: '../x' }, 'sys_id'],
		[{ upn: 'zoe@corp.example', ticket: 'HRC0010001', sys_id }, 'kind of ticket'],
		[{ upn: 'zoe@corp.example', ticket: 'HR-1', manager: '<b>' }, 'manager'],
	])('is refused with a reason: %j', (body, reason) => {
		const { ok, problem } = check(body);
		expect(ok).toBe(false);
		expect(problem).toContain(reason);
	});
});

describe('a slash command', () => {
	const { createHmac } = process.getBuiltinModule('node:crypto');
	const command = (text: string, more: { at?: number; secret?: string; raw?: string } = {}) => {
		const seconds = Math.floor(more.at ?? Date.now() / 1000);
		const raw = `command=%2Foffboard&text=${encodeURIComponent(text).replaceAll('%20', '+')}&user_name=priya&user_id=U1`;
		const sign = (secret: string, bytes: string) =>
			createHmac('sha256', secret).update(`v0:${seconds}:${bytes}`).digest('hex');
		const headers = {
			'x-slack-request-timestamp': String(seconds),
			'x-slack-signature': `v0=${sign(more.secret ?? 'right', raw)}`,
		};
		const came = more.raw ?? raw;
		const input = [{ headers, raw: came, expected: sign('right', came) }];
		return runCode('offboarding-from-slack.json', 'Check Request', { input })[0]?.json;
	};

	it('that Slack signed is understood', () => {
		expect(command('zoe@corp.example hr-7')).toMatchObject({
			...{ ok: true, isSigned: true, upn: 'zoe@corp.example', ticket: 'HR-7' },
			requestedBy: 'Slack priya U1',
		});
	});

	it.each([
		['a wrong secret', { secret: 'wrong' }],
		['an old one that is sent again', { at: Date.now() / 1000 - 301 }],
		['bytes that were changed', { raw: 'text=boss%40corp.example+HR-7' }],
	])('is refused: %s', (_, more) => {
		expect(command('zoe@corp.example HR-7', more)).toMatchObject({
			ok: false,
			isSigned: false,
			upn: '',
		});
	});

	it('that is written wrongly is told how', () => {
		expect(command('zoe')).toMatchObject({
			ok: false,
			isSigned: true,
			problem: expect.stringContaining('/offboard'),
		});
	});
});

describe('an approval', () => {
	const request = {
		upn: 'zoe@corp.example',
		ticket: 'HR-1',
		requestedBy: 'Priya',
		manager: '',
		at: 'x',
		source: 'jira',
	};
	const decide = (form: object) =>
		runCode('offboarding-on-request.json', 'Decide', {
			input: [form],
			nodes: { 'Check Request': [[request]], 'Note Request': [[{ id: 4 }]] },
		})[0]?.json;

	it('is a clear yes of somebody else with a name, and nothing else', () => {
		expect(decide({ Decision: 'Approve', 'Your name': 'Miriam' })).toMatchObject({
			approved: true,
			rowId: 4,
		});
		for (const form of [
			...[{}, { Decision: 'Decline', 'Your name': 'Miriam' }, { Decision: 'Approve' }],
			...[
				{ Decision: 'Approve', 'Your name': 'priya ' },
				{ Decision: 'approve!', 'Your name': 'Miriam' },
			],
		]) {
			expect(decide(form), JSON.stringify(form)).toMatchObject({ approved: false });
		}
	});

	const answer = (decided: object, result: object) =>
		runCode('offboarding-on-request.json', 'Answer', {
			input: [result],
			nodes: { Decide: [[{ ...request, rowId: 4, decision: 'Approved by Miriam', ...decided }]] },
		})[0]?.json;

	it('is answered with how it ended, who approved and what is left to do', () => {
		const result = {
			status: 'completed_with_exceptions',
			statusWords: 'Completed with exceptions',
			summary: 'x.',
			todo: ['Do it'],
		};
		expect(answer({ approved: true }, result)).toMatchObject({
			status: 'completed_with_exceptions',
			jira: {
				issues: ['HR-1'],
				comment: expect.stringMatching(/Approved by Miriam\nFor a person to do:\n- Do it/),
			},
		});
		expect(answer({ approved: false, decision: 'Declined by Miriam' }, {})).toMatchObject({
			...{
				status: 'declined',
				serviceNow: { work_notes: expect.stringContaining('Nothing was changed') },
			},
		});
		expect(answer({ approved: true }, { error: 'n8n was killed' })).toMatchObject({
			status: 'unknown',
		});
	});

	it('counts once for the same ticket and person: the row that was noted first', () => {
		const first = (rows: object[]) =>
			runCode('offboarding-on-request.json', 'First Of Its Kind', {
				...{ input: rows, nodes: { 'Note Request': [[{ id: 4 }]] } },
			})[0]?.json;
		expect(first([{ id: 4 }])).toEqual({ isNew: true });
		expect(first([{ id: 4 }, { id: 3 }])).toEqual({ isNew: false });
		expect(first([])).toEqual({ isNew: false });
	});
});

describe('who is due', () => {
	const zoned = (ms: number, zone: string) =>
		new Intl.DateTimeFormat('sv-SE', {
			timeZone: zone,
			dateStyle: 'short',
			timeStyle: 'short',
		}).format(ms);
	const row = (minutesFromNow: number, more: object = {}) => ({
		...{ id: 1, upn: 'zoe@corp.example', zone: 'America/New_York', state: 'planned' },
		leaves_at: zoned(Date.now() + minutesFromNow * 60_000, 'America/New_York'),
		...more,
	});
	const due = (...rows: object[]) =>
		runCode('offboarding-scheduled.json', 'Who Is Due', { input: rows }).map(({ json }) => json);

	it('is whose time has come on the clocks of their zone, also after a downtime, for a day', () => {
		expect(due(row(5))).toEqual([]);
		expect(due(row(-5))).toMatchObject([{ todo: 'start', rowId: 1, upn: 'zoe@corp.example' }]);
		expect(due(row(-23 * 60))).toMatchObject([{ todo: 'start' }]);
		expect(due(row(-25 * 60))).toMatchObject([{ todo: 'note', state: 'late' }]);
	});

	it('is nobody whose row can not be read, or who is in two rows', () => {
		for (const wrong of [
			...[{ upn: 'zoe' }, { zone: 'Mars/North' }, { zone: '' }, { leaves_at: '1.12.2026' }],
			...[{ leaves_at: '2026-02-30 10:00' }, { manager: '<x>' }],
			// Clocks skip half past two that night.
			{ zone: 'Europe/Berlin', leaves_at: '2026-03-29 02:30' },
		]) {
			expect(due(row(-5, wrong)), JSON.stringify(wrong)).toMatchObject([
				{ todo: 'note', state: 'invalid' },
			]);
		}
		expect(
			due(row(-5), row(-5, { id: 2, upn: 'ZOE@corp.example' })).map((work) => work['state']),
		).toEqual([undefined, 'invalid']);
	});

	it('is never somebody who was started, and after six hours somebody has to look', () => {
		const started = (hours: number) =>
			row(-5, {
				state: 'started',
				claimed_by: '12',
				updatedAt: new Date(Date.now() - hours * 3_600_000).toISOString(),
			});
		expect(due(started(1))).toEqual([]);
		expect(due(started(7))).toMatchObject([{ todo: 'note', from: 'started', state: 'unknown' }]);
		const kept = started(1) as unknown as { updatedAt: string };
		const bare = kept.updatedAt.replace('T', ' ').replace('Z', '');
		expect(due({ ...kept, updatedAt: bare })).toEqual([]);
		expect(due({ ...kept, updatedAt: 'nonsense' })).toMatchObject([{ state: 'unknown' }]);
	});

	it('is started only where this very execution has marked the row', () => {
		const rows = [
			{ id: 1, upn: 'a@corp.example', state: 'started', claimed_by: '7', ticket: 'HR-1' },
			{ id: 2, upn: 'b@corp.example', state: 'started', claimed_by: '8' },
			{ id: 3, upn: 'c@corp.example', state: 'started', claimed_by: '7' },
		];
		const started = runCode('offboarding-scheduled.json', 'Whom', { input: rows });
		expect(started.map(({ json }) => json)).toMatchObject([
			{
				user: 'a@corp.example',
				leaving: ['c@corp.example'],
				request: { id: 'LEAVER-1', ticket: 'HR-1' },
			},
			{ user: 'c@corp.example', leaving: ['a@corp.example'], request: { id: 'LEAVER-3' } },
		]);
	});

	it('ends in a state that says what is known, also where nothing came back', () => {
		const ends = (results: object[]) =>
			runCode('offboarding-scheduled.json', 'How It Ended', {
				input: results,
				nodes: { Whom: [[{ request: { id: 'LEAVER-1' } }, { request: { id: 'LEAVER-3' } }]] },
			}).map(({ json }: Item) => [json['rowId'], json['state']]);
		const ended = { id: 'LEAVER-3', status: 'completed', statusWords: 'Completed', summary: 'x.' };
		expect(ends([ended, { ...ended, id: 'LEAVER-1', isOpen: true }])).toEqual([
			[1, 'open'],
			[3, 'ended'],
		]);
		expect(ends([{ error: 'killed' }])).toEqual([
			[1, 'unknown'],
			[3, 'unknown'],
		]);
		expect(ends([ended])).toEqual([
			[1, 'unknown'],
			[3, 'ended'],
		]);
	});
});

describe('a list', () => {
	const check = (...rows: object[]) =>
		runCode('offboarding-bulk.json', 'Check List', { input: rows })[0]?.json ?? {};

	it('is taken with its people, whatever the case of its first line', () => {
		const list = check({ '\ufeffUPN': " o'neil@corp.example", Manager: '', ticket: 'hr-1' });
		expect(list).toMatchObject({
			ok: true,
			count: 1,
			people: [{ upn: "o'neil@corp.example", ticket: 'HR-1' }],
		});
		expect(list['list']).toBe('o&#39;neil@corp.example');
	});

	it.each([
		[[], 'no line with a person'],
		[[{ upn: 'zoe' }], 'Line 2: upn'],
		[[{ name: 'zoe@corp.example' }], 'Line 2: upn'],
		[
			[{ upn: 'a@corp.example' }, { upn: 'A@corp.example' }],
			'Line 3: the same person as in line 2',
		],
		[[{ upn: 'a@corp.example', manager: '=1+1' }], 'Line 2: manager'],
		[[{ upn: 'a@corp.example', ticket: '<b>' }], 'Line 2: ticket'],
		[Array.from({ length: 51 }, (_, index) => ({ upn: `p${index}@corp.example` })), 'at most 50'],
	])('with something wrong starts nobody: %#', (rows, problem) => {
		const { ok, problems } = check(...rows);
		expect(ok).toBe(false);
		expect(problems).toContain(problem);
	});

	it('goes on when the number of people was typed in by somebody with a name', () => {
		const confirmed = (form: object) =>
			runCode('offboarding-bulk.json', 'Is It Confirmed', {
				input: [form],
				nodes: { 'Check List': [[{ count: 2 }]] },
			})[0]?.json;
		expect(confirmed({ 'How many people leave?': 2, 'Your name': 'Priya' })).toEqual({
			confirmed: true,
		});
		expect(confirmed({ 'How many people leave?': 3, 'Your name': 'Priya' })).toEqual({
			confirmed: false,
		});
		expect(confirmed({ 'How many people leave?': 2, 'Your name': ' ' })).toEqual({
			confirmed: false,
		});
		expect(confirmed({})).toEqual({ confirmed: false });
	});

	it('is a dry run unless somebody says no to that, and mail never goes to another on it', () => {
		const people = [
			{ upn: 'a@corp.example', manager: '', ticket: '' },
			{ upn: 'b@corp.example', manager: '', ticket: '' },
		];
		const whom = (form: object) =>
			runCode('offboarding-bulk.json', 'Whom', {
				input: [{}],
				nodes: { 'Check List': [[{ people, at: 'x' }]], Confirm: [[form]] },
			}).map(({ json }) => json);
		expect(whom({ 'Your name': 'Priya' })).toMatchObject([
			{
				user: 'a@corp.example',
				dryRun: true,
				leaving: ['b@corp.example'],
				request: { id: 'LIST-7-1' },
			},
			{
				user: 'b@corp.example',
				dryRun: true,
				leaving: ['a@corp.example'],
				request: { id: 'LIST-7-2' },
			},
		]);
		expect(whom({ 'Dry run': 'No, offboard them' })[0]).toMatchObject({ dryRun: false });
	});

	it('has a line of result for everybody, and no formula in it', () => {
		const nodes = {
			Whom: [
				['a', 'b'].map((name, index) => ({
					user: `${name}@corp.example`,
					request: { id: `L-${index + 1}` },
				})),
			],
		};
		const input = [
			{
				id: 'L-2',
				status: 'completed',
				statusWords: 'Completed',
				summary: 'x.',
				name: '=cmd()',
				todo: ['+1\n=2'],
			},
		];
		const rows = runCode('offboarding-bulk.json', 'Result', { input, nodes }).map(
			({ json }) => json,
		);
		expect(rows).toMatchObject([
			{ upn: 'a@corp.example', status: 'unknown', how: expect.stringContaining('Nobody knows') },
			{ upn: 'b@corp.example', status: 'completed', name: "'=cmd()", for_a_person: "'+1 | =2" },
		]);
	});
});
