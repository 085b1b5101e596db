import { expect, it } from 'vitest';
import { portalLog } from '../../../portal/http/log';
import { linkTo, owner, PASSWORD, testPortal } from '../../harness/portal';

/** What is written for something that went wrong. */
function written(about: object): string {
	const lines: string[] = [];
	portalLog({}, { write: (line: string) => void lines.push(line) }).error(about, 'it broke');
	expect(lines).toHaveLength(1);
	return lines[0] ?? '';
}

it.each([
	['Authorization: Bearer eyJ0eXAiOiJKV1QifQ.eyJ0aWQiOiIxIn0.c2ln', 'eyJ'],
	['POST client_id=a&client_secret=S3cret~x.y&grant_type=b', 'S3cret'],
	['GET /connect/microsoft/proved?code=0.AXoA-x_y&state=1', '0.AXoA'],
	['cookie __Host-oiq-session=dGhpcyBpcyBhIHNlc3Npb24; theme=dark', 'dGhpcyBpcyBh'],
	['connect smtp://mailer:hunter2@mail.corp.example failed', 'hunter2'],
	['connect postgres://oiq:hunter2@db:5432/oiq failed', 'hunter2'],
	['GET /auth/reset/abcdefghijklmnopqrstuvwxyz0123456789abcdefg', 'abcdefghij'],
	['POST https://hooks.slack.com/services/T0/B0/XXXX', 'T0/B0'],
	['POST https://prod-1.westus.logic.azure.com:443/workflows/abc/run?sig=x', 'workflows'],
	['POST https://api-private.atlassian.com/automation/webhooks/jira/a/b', 'webhooks'],
	['signed with whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'MfKQ9r8'],
	['Invalid API Key provided: sk_live_51MfKQ9r8GKYqrTwjUPD8ILPZ', '51MfKQ9'],
])('a secret inside the text of an error is not written: %s', (message, secret) => {
	const line = written({ err: new Error(message, { cause: new Error(message) }) });
	expect(line).not.toContain(secret);
	expect(line).toContain('[removed]');
	expect((JSON.parse(line) as { msg: string }).msg).toBe('it broke');
});

it('a secret is not written by the name of its field either, and the rest is', () => {
	const line = written({ answer: { headers: { authorization: 'x-opens', cookie: 'y-opens' } } });
	expect(line).not.toContain('opens');
	expect(written({ err: new Error('no such table: run'), tenant: 'T1' })).toContain(
		'no such table',
	);
});

it('a line stays one line, whatever somebody is called', () => {
	const evil = 'x\r\n{"level":60,"msg":"forged"}\u2028\u2029\u001b[31m\u009b31m\u202e\u0000';
	const line = written({ err: new Error(evil), name: evil });
	for (const sign of ['\r', '\u2028', '\u2029', '\u001b', '\u009b', '\u202e', '\u0000']) {
		expect(line).not.toContain(sign);
	}
	expect(line.trimEnd()).not.toContain('\n');
	expect(JSON.parse(line)).toMatchObject({ name: evil, msg: 'it broke' });
});

it('what breaks in the middle of a form is written down without what was sent', async () => {
	const portal = await testPortal();
	const ada = await owner(portal, 'ada@ada.example');
	await portal.browser().post('/auth/forgot', { email: 'ada@ada.example' });
	const link = await linkTo(portal, 'ada@ada.example', '/auth/reset/');
	const { schema } = portal.runner.db;
	await schema.dropTable('one_time_token').execute();
	const answers = [await portal.browser().post(link, { password: `${PASSWORD} 2` })];
	await schema.dropTable('session').execute();
	const form = { email: 'ada@ada.example', password: PASSWORD };
	answers.push(await portal.browser().post('/auth/signin', form), await ada.get('/team'));
	expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
	const log = portal.log.join('');
	expect(log.match(/a request failed/g)).toHaveLength(3);
	const token = link.split('/').at(-1) ?? 'none';
	const session = ada.cookie?.split('=')[1] ?? 'none';
	for (const secret of [token, session, PASSWORD, '$argon2', 'scrypt']) {
		expect(log).not.toContain(secret);
	}
	for (const { text } of answers) expect(text).not.toMatch(/no such table|node_modules/);
	await portal.close();
}, 60_000);
