import { afterAll, beforeAll, expect, it } from 'vitest';
import { postWanted } from '../../../portal/mail-choices/post-wanted';
import { ABOUT, OPTIONAL_MAILS, type OptionalMail } from '../../../portal/mail-choices/kinds';
import type { Services } from '../../../portal/services';
import { joined, owner, testPortal, type Browser, type TestPortal } from '../../harness/portal';

const ADDRESS = 'ada@corp.example';

let portal: TestPortal;
let ada: Browser;
let services: Services;

beforeAll(async () => {
	portal = await testPortal();
	ada = await owner(portal, ADDRESS);
	services = {
		db: portal.runner.db,
		config: { publicUrl: portal.url },
		now: () => portal.now(),
	} as unknown as Services;
}, 60_000);

afterAll(() => portal.close());

/** Writes to somebody. @returns the path of the link that stops such mails; null where none was sent */
async function mailed(kind: OptionalMail, recipient = ADDRESS): Promise<string | null> {
	const subject = `${kind} ${Math.random()}`;
	const mail = { recipient, subject, text: 'Something happened.' };
	const isWanted = await services.db
		.transaction()
		.execute((tx) => postWanted(services, tx, kind, mail));
	const row = await services.db
		.selectFrom('outgoing_mail')
		.selectAll()
		.where('subject', '=', subject)
		.executeTakeFirst();
	expect(row !== undefined).toBe(isWanted);
	if (!row) return null;
	expect(row.text).toContain(row.stop_url);
	return row.stop_url?.slice(portal.url.length) ?? 'none';
}

const choose = (form: Record<string, string>) => ada.post('/account/mails', form);
const ALL = { endedMails: 'all', reminders: 'yes', approvals: 'yes', digest: 'yes' };

it('everybody chooses each kind on the page of their account, and it is in the log', async () => {
	await choose(ALL);
	for (const kind of OPTIONAL_MAILS) expect(await mailed(kind)).not.toBeNull();
	await choose({ ...ALL, digest: '', reminders: '' });
	expect((await choose({ endedMails: 'needs', reminders: 'often' })).status).toBe(400);
	await choose({ endedMails: 'needs', approvals: 'yes' });
	const page = (await ada.get('/account')).text;
	expect(page).toMatch(/name="approvals" value="yes" checked/);
	expect(page).not.toMatch(/name="(?:reminders|digest)" value="yes" checked/);
	expect(page).toContain('Offboardings that are held, so that somebody keeps their access');
	expect(await mailed('reminders')).toBeNull();
	expect(await mailed('digest')).toBeNull();
	expect(await mailed('approvals')).not.toBeNull();
	const log = (await ada.get('/audit')).text;
	expect(log).toContain(
		'Mails about offboardings that begin in a day: not wanted, chosen on the page of the account',
	);
	await choose(ALL);
});

it.each(OPTIONAL_MAILS)(
	'a link in a mail stops %s without signing in, and nothing else',
	async (kind) => {
		await choose(ALL);
		const path = (await mailed(kind)) ?? 'none';
		const stranger = portal.browser();
		// A scanner opens it, more than once.
		for (let times = 0; times < 2; times++) {
			expect((await stranger.get(path)).text).toContain('Stop these mails?');
		}
		expect(await mailed(kind)).toBe(path);
		// As a mail program does it: no cookie, no origin, no page of ours before, and no redirect is followed.
		const done = await fetch(portal.url + path, {
			...{
				method: 'POST',
				redirect: 'manual',
				body: new URLSearchParams('List-Unsubscribe=One-Click'),
			},
		});
		expect(done.status).toBe(200);
		expect(done.headers.getSetCookie()).toEqual([]);
		expect(await mailed(kind)).toBeNull();
		for (const other of OPTIONAL_MAILS.filter((one) => one !== kind)) {
			expect(await mailed(other)).not.toBeNull();
		}
		expect((await stranger.post(path)).status).toBe(200);
		const latest = (await ada.get('/audit')).text.split('data-l="What"')[1];
		expect(latest).toContain(`Mails about ${ABOUT[kind]}: not wanted, chosen by a link in a mail`);
	},
);

it('a link that was changed stops nothing, and one of another account is another', async () => {
	await choose(ALL);
	await joined(portal, ada, 'bob@corp.example', 'manager');
	const [own, theirs] = [await mailed('digest'), await mailed('digest', 'bob@corp.example')];
	const [path, foreign] = [own ?? '', theirs ?? ''];
	const swapped = path.slice(0, -43) + foreign.slice(-43);
	const wrong = [
		swapped,
		path.replace('digest', 'ended'),
		`${path}x`,
		'/mails/stop/%00',
		'/mails/stop/x',
	];
	for (const one of wrong) {
		for (const answer of [await portal.browser().get(one), await portal.browser().post(one)]) {
			expect([one, answer.status]).toEqual([one, 404]);
		}
	}
	expect(await mailed('digest')).toBe(path);
	expect(await mailed('ended')).not.toBeNull();
	await portal.browser().post(foreign);
	expect(await mailed('digest', 'bob@corp.example')).toBeNull();
	expect(await mailed('digest')).toBe(path);
});
