import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeIncident } from '../../../portal/automations/close-incident';
import { startReceiver, type Receiver } from '../../harness/receiver';

const RUN = 'OFF-2026-000417';
const SYS_ID = 'a'.repeat(32);
const CLOSING = { state: '6', close_code: 'Solution provided', close_notes: 'All nine are done.' };

/** A table of incidents, as far as it is asked. */
let there: Receiver;
let rows: { sys_id: string; number: string; state: string; correlation_id?: string }[];
let sent: { readonly method: string; readonly path: string; readonly body: unknown }[];
/** Whether it takes a change and keeps the state, as a business rule may. */
let isStubborn: boolean;

beforeEach(async () => {
	[rows, sent, isStubborn] = [[], [], false];
	there = await startReceiver();
	there.answer((response, { path, json }) => {
		const method = response.req.method ?? '';
		const url = new URL(path, there.url);
		sent.push({ method, path: url.pathname, body: json });
		if (method === 'GET') {
			const wanted = (url.searchParams.get('sysparm_query') ?? '').split('^OR');
			const result = rows.filter(({ number, correlation_id }) =>
				wanted.some((one) =>
					[`number=${number}`, `correlation_id=${correlation_id}`].includes(one),
				),
			);
			return void response.writeHead(200).end(JSON.stringify({ result }));
		}
		const row = rows.find(({ sys_id }) => url.pathname.endsWith(`/${sys_id}`));
		if (!row) return void response.writeHead(404).end('{}');
		if (!isStubborn) Object.assign(row, json);
		response.writeHead(200).end(JSON.stringify({ result: row }));
	});
});

afterEach(() => there.close());

const close = (ticket: string | null, body: object = CLOSING, isTest = false) =>
	closeIncident(
		{
			url: `${there.url}/api/now/table/incident`,
			headers: { authorization: 'Bearer x' },
			...{ body: JSON.stringify(body), secrets: [] },
		},
		{ run: RUN, ticket, isTest },
		{ mayPrivate: true },
	);
const row = (more: object = {}) => ({ sys_id: SYS_ID, number: 'INC0010023', state: '2', ...more });
const changes = () => sent.filter(({ method }) => method !== 'GET');

describe('the incident of an offboarding', () => {
	it.each([
		['has the number of its ticket', 'INC0010023', {}],
		['was opened for it by another rule', null, { correlation_id: RUN }],
	])('that %s is resolved, once', async (_how, ticket, more) => {
		rows = [row(more), { sys_id: 'b'.repeat(32), number: 'INC9', state: '2' }];
		expect(await close(ticket)).toMatchObject({ status: 200, answer: 'Written to INC0010023' });
		expect(changes()).toEqual([
			{ method: 'PATCH', path: `/api/now/table/incident/${SYS_ID}`, body: CLOSING },
		]);
		expect(there.received.map(({ headers }) => headers.authorization)).toEqual([
			'Bearer x',
			'Bearer x',
		]);
		// A second try, after a lost answer, finds it closed.
		expect(await close(ticket)).toMatchObject({ answer: 'Closed already: INC0010023' });
		expect(changes()).toHaveLength(1);
		expect(rows[1]?.state).toBe('2');
	});

	it('gets a note and stays open where that is all that is sent', async () => {
		rows = [row()];
		const note = { work_notes: 'Not closed by OffboardIQ.' };
		expect(await close('INC0010023', note)).toMatchObject({ status: 200 });
		expect(rows[0]).toMatchObject({ state: '2', ...note });
	});

	it('that is not there yet is tried again, and never called delivered', async () => {
		expect(await close('INC0010023')).toMatchObject({
			...{ status: null, mayRepeat: true },
			trouble: expect.stringContaining('No incident has the number'),
		});
	});

	it('that stays open though it was taken is not delivered either', async () => {
		[rows, isStubborn] = [[row()], true];
		expect(await close('INC0010023')).toMatchObject({ status: null, mayRepeat: false });
	});

	it.each(['HR-1', 'INC1^ORactive=true', 'INC0010023 '])(
		'is not looked for by %j, which is no number of one',
		async (ticket) => {
			rows = [row()];
			expect(await close(ticket)).toMatchObject({ status: null });
			expect(there.received[0]?.path).not.toContain('number%3D');
		},
	);

	it('is left alone by a test', async () => {
		rows = [row()];
		expect(await close('INC0010023', CLOSING, true)).toMatchObject({
			...{ status: 200, answer: 'It can be asked. Nothing was changed.' },
		});
		expect(changes()).toEqual([]);
	});

	it.each([
		['<html>Sign in</html>', 200, null],
		['{"error":{"message":"no"}}', 403, 403],
		['', 503, 503],
	])('is not closed where %s (%i) answers', async (text, status, seen) => {
		there.answer((response) => void response.writeHead(status).end(text));
		expect((await close('INC0010023')).status).toBe(seen);
	});
});
