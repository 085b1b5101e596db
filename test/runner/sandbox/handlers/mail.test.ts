import { describe, expect, test } from 'vitest';
import { graphOf, idOf, person, sandboxFor, verdict } from '../client';

const RULE = {
	displayName: 'OffboardIQ',
	sequence: 1,
	isEnabled: true,
	actions: {
		redirectTo: [
			{ emailAddress: { address: 'miriam.graham@rehearsal.example', name: 'Miriam Graham' } },
		],
		stopProcessingRules: true,
	},
};

async function mailOf(alias: string) {
	const sandbox = await sandboxFor();
	const graph = await graphOf(sandbox);
	const user = `/v1.0/users/${idOf(sandbox, alias)}`;
	return {
		sandbox,
		graph,
		rules: `${user}/mailFolders/inbox/messageRules`,
		settings: `${user}/mailboxSettings`,
	};
}

describe('inbox rules', () => {
	test('are created, read, changed and deleted', async () => {
		const { graph, rules } = await mailOf('adele.vance');
		const made = await graph('POST', rules, RULE);
		expect([made.status, made.body]).toMatchObject([
			201,
			{ displayName: 'OffboardIQ', hasError: false },
		]);
		const one = `${rules}/${String(made.body['id'])}`;
		expect((await graph('PATCH', one, { isEnabled: false })).body['isEnabled']).toBe(false);
		expect((await graph('GET', one)).body).toMatchObject({
			isEnabled: false,
			actions: RULE.actions,
		});
		expect((await graph('DELETE', one)).status).toBe(204);
		expect(verdict(await graph('DELETE', one))).toBe('404 ErrorItemNotFound');
	});

	test('are created twice when they are posted twice', async () => {
		const { graph, rules } = await mailOf('adele.vance');
		await graph('POST', rules, RULE);
		await graph('POST', rules, RULE);
		expect((await graph('GET', rules)).body.value).toHaveLength(2);
	});

	test.each([
		[
			{ ...RULE, actions: { redirectTo: [{ emailAddress: { address: 'nobody' } }] } },
			'ErrorInvalidRecipients',
		],
		[{ ...RULE, actions: {} }, 'ErrorInvalidArgument'],
		[{ ...RULE, sequence: 0 }, 'ErrorInvalidArgument'],
		[{ ...RULE, hasError: true }, 'ErrorInvalidProperty'],
		[{ actions: RULE.actions, sequence: 1 }, 'ErrorInvalidArgument'],
		[{ actions: RULE.actions, displayName: 'x' }, 'ErrorInvalidArgument'],
	])('%j is refused', async (body, code) => {
		const { graph, rules } = await mailOf('adele.vance');
		expect(verdict(await graph('POST', rules, body))).toBe(`400 ${code}`);
	});

	test('exist in the inbox only', async () => {
		const { graph, rules } = await mailOf('adele.vance');
		expect((await graph('GET', rules.replace('inbox', 'drafts'))).status).toBe(400);
	});
});

describe('the automatic reply', () => {
	const reply = (changes: object) => ({ automaticRepliesSetting: changes });

	test('is set, read back, and keeps what was not sent', async () => {
		const { graph, settings } = await mailOf('christie.cline');
		const set = await graph(
			'PATCH',
			settings,
			reply({ status: 'alwaysEnabled', internalReplyMessage: '<p>Gone</p>' }),
		);
		expect(set.status).toBe(200);
		expect((await graph('GET', settings)).body['automaticRepliesSetting']).toMatchObject({
			status: 'alwaysEnabled',
			internalReplyMessage: '<p>Gone</p>',
			externalReplyMessage: 'I am at a trade fair until Friday.',
		});
	});

	test('with a schedule needs both ends in order', async () => {
		const { graph, settings } = await mailOf('adele.vance');
		const at = (dateTime: string) => ({ dateTime, timeZone: 'UTC' });
		const from = { scheduledStartDateTime: at('2026-12-01T00:00:00') };
		const to = { scheduledEndDateTime: at('2026-12-31T00:00:00') };
		const scheduled = { status: 'scheduled' };
		expect((await graph('PATCH', settings, reply({ ...scheduled, ...from }))).status).toBe(400);
		expect((await graph('PATCH', settings, reply({ ...scheduled, ...from, ...to }))).status).toBe(
			200,
		);
		expect((await graph('GET', settings)).body['automaticRepliesSetting']).toMatchObject({
			scheduledEndDateTime: { dateTime: '2026-12-31T00:00:00.0000000', timeZone: 'UTC' },
		});
		const never = { scheduledStartDateTime: at('soon'), scheduledEndDateTime: at('later') };
		expect(verdict(await graph('PATCH', settings, reply({ ...scheduled, ...never })))).toBe(
			'400 ErrorInvalidArgument',
		);
		const turned = {
			scheduledStartDateTime: to.scheduledEndDateTime,
			scheduledEndDateTime: from.scheduledStartDateTime,
		};
		expect(verdict(await graph('PATCH', settings, reply({ ...scheduled, ...turned })))).toBe(
			'400 ErrorInvalidTimeInterval',
		);
	});

	test('refuses a value or setting it does not know', async () => {
		const { graph, settings } = await mailOf('adele.vance');
		expect((await graph('PATCH', settings, reply({ status: 'sometimes' }))).status).toBe(400);
		expect((await graph('PATCH', settings, reply({ message: 'x' }))).status).toBe(400);
		expect((await graph('PATCH', settings, { workingHours: {} })).status).toBe(400);
	});
});

describe('a mailbox', () => {
	test.each(['grady.archie', 'raul.razo', 'delia.dennis'])(
		'of %s is not there for Graph',
		async (alias) => {
			const { graph, rules, settings } = await mailOf(alias);
			for (const url of [rules, settings]) {
				const answer = await graph('GET', url);
				expect(verdict(answer)).toBe('404 MailboxNotEnabledForRESTAPI');
				expect(answer.body.error.message).toBe(
					'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
				);
			}
			expect((await graph('POST', rules, RULE)).status).toBe(404);
		},
	);

	test.each([
		['adele.vance', [['exchange', 'Enabled']]],
		['grady.archie', []],
		['delia.dennis', [['exchange', 'Deleted']]],
	])('of %s shows in the plans of the account', async (alias, plans) => {
		const { graph, settings } = await mailOf(alias);
		const user = settings.replace('/mailboxSettings', '');
		const { body } = await graph('GET', `${user}?$select=assignedPlans`);
		const shown = body['assignedPlans'] as { service: string; capabilityStatus: string }[];
		expect(shown.map((plan) => [plan.service, plan.capabilityStatus])).toEqual(plans);
		expect((await graph('GET', user)).body).not.toHaveProperty('assignedPlans');
	});

	test('behind an access policy is refused', async () => {
		const { sandbox, graph, settings } = await mailOf('ben.walters');
		expect(verdict(await graph('GET', settings))).toBe('403 ErrorAccessDenied');
		person(sandbox, 'ben.walters').mailbox.excludedByPolicy = false;
		expect((await graph('GET', settings)).status).toBe(200);
	});
});
