import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Queries } from '../../../portal/database/schema';
import { joined, linkTo, type Browser, type TestPortal } from '../../harness/portal';
import { rehearsed } from '../../harness/rehearsed';

const BEA = 'bea@corp.example';

let portal: TestPortal;
let ada: Browser;
let bea: Browser;
let db: Queries;

beforeAll(async () => {
	({ portal, browser: ada } = await rehearsed('ada@corp.example'));
	bea = await joined(portal, ada, BEA, 'admin');
	await joined(portal, ada, 'cora@corp.example', 'admin');
	await ada.post('/settings/approval', { required: 'yes' });
	db = portal.runner.db as unknown as Queries;
}, 120_000);

afterAll(() => portal.close());

async function ask(by: Browser, alias: string): Promise<string> {
	const page = (await ada.get(`/employees?q=${alias}`)).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	const asked = await by.post('/offboardings', { user, confirm: `${alias}@rehearsal.example` });
	return asked.location ?? 'none';
}

const mailsTo = async (recipient: string, word: string) =>
	(
		await db.selectFrom('outgoing_mail').selectAll().where('recipient', '=', recipient).execute()
	).filter(({ subject, text }) => `${subject} ${text}`.includes(word));

it('whoever is taken out gets nothing more about the people of the organisation, queued or new', async () => {
	await ask(ada, 'adele.vance');
	const own = await ask(bea, 'isaiah.langer');
	expect(own).toMatch(/^\/approvals\//);
	expect(await mailsTo(BEA, 'Adele Vance')).toHaveLength(1);
	expect(await mailsTo('cora@corp.example', 'Adele Vance')).toHaveLength(1);
	const { id } = await db
		.selectFrom('account')
		.select('id')
		.where('email', '=', BEA)
		.executeTakeFirstOrThrow();
	expect((await ada.post(`/team/members/${id}/remove`)).status).toBe(303);
	expect(await mailsTo(BEA, 'Adele Vance')).toEqual([]);
	expect(await mailsTo('cora@corp.example', 'Adele Vance')).toHaveLength(1);
	// The account is there still, and what it asked for is answered now.
	expect((await ada.post(`${own}/decline`, { reason: 'No', hash: 'x' })).status).toBeLessThan(410);
	await ask(ada, 'grady.archie');
	expect(await mailsTo(BEA, 'Isaiah')).toEqual([]);
	expect(await mailsTo(BEA, 'Grady')).toEqual([]);
	const [declined] = await db
		.selectFrom('approval')
		.select('state')
		.where('id', '=', own.split('/').at(-1) ?? '')
		.execute();
	expect(declined?.state).toBe('declined');
	// What is about the account itself still comes.
	await portal.browser().post('/auth/forgot', { email: BEA });
	expect(await linkTo(portal, BEA, '/auth/reset/')).toContain('/auth/reset/');
}, 60_000);
