import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellOfMissed } from '../../../portal/schedules/missed';
import type { Services } from '../../../portal/services';
import {
	connectSandbox,
	joined,
	owner,
	testPortal,
	type Browser,
	type TestPortal,
} from '../../harness/portal';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let portal: TestPortal;
let manager: Browser;
let services: Services;

beforeAll(async () => {
	// No runner is at work in it: nothing fires.
	portal = await testPortal();
	const boss = await owner(portal, 'owner@corp.example');
	await connectSandbox(portal, boss);
	manager = await joined(portal, boss, 'manager@corp.example', 'manager');
	await joined(portal, boss, 'viewer@corp.example', 'viewer');
	services = {
		...{ db: portal.runner.db, runner: portal.runner, config: { publicUrl: portal.url } },
		now: () => portal.now(),
	} as unknown as Services;
}, 120_000);

afterAll(() => portal.close());

async function schedule(alias: string, ahead: number): Promise<string> {
	const page = (await manager.get(`/employees?q=${alias}`)).text;
	const user = /href="\/employees\/([0-9a-f-]{36})"/.exec(page)?.[1] ?? 'none';
	const at = new Date(portal.now().getTime() + ahead).toISOString().slice(0, 19);
	const form = { user, confirm: `${alias}@rehearsal.example`, when: 'later', at, zone: 'UTC' };
	const made = await manager.post('/offboardings', form);
	return made.location?.split('/').at(-1) ?? 'none';
}

const told = async (word: string) =>
	(
		(await portal.runner.db
			.selectFrom('outgoing_mail' as never)
			.selectAll()
			.execute()) as { recipient: string; subject: string; text: string }[]
	).filter(({ subject }) => subject.startsWith('Not started') && subject.includes(word));

it('whatever has not started at its time is told, once, to whoever asked and to Owners and Admins', async () => {
	const id = await schedule('lee.gu', HOUR);
	portal.wait(HOUR + 5 * MINUTE);
	await tellOfMissed(services);
	expect(await told('Lee Gu')).toEqual([]);
	portal.wait(6 * MINUTE);
	await Promise.all([tellOfMissed(services), tellOfMissed(services)]);
	const mails = await told('Lee Gu');
	expect(mails.map(({ recipient }) => recipient).sort()).toEqual([
		'manager@corp.example',
		'owner@corp.example',
	]);
	expect(mails[0]?.text).toContain('No runner has taken it');
	expect(mails[0]?.text).toContain('The account is still open.');
	expect(mails[0]?.text).toContain(`/schedules/${id}`);
}, 60_000);

it('so is what waits for an answer since its time, with what it waits for; and what is to come is not', async () => {
	const id = await schedule('joni.sherman', HOUR);
	await schedule('isaiah.langer', 5 * HOUR);
	await portal.runner.schedules.hold(id, 'Somebody may have been hired again.');
	portal.wait(HOUR + 11 * MINUTE);
	await tellOfMissed(services);
	const [mail] = await told('Joni Sherman');
	expect(mail?.text).toContain(
		'It waits for somebody’s answer: Somebody may have been hired again.',
	);
	expect(await told('Isaiah')).toEqual([]);
}, 60_000);
