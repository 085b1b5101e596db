import { describe, expect, it } from 'vitest';
import { createGraphClient, parseConnection } from '../../../nodes/shared/graph';
import { ensureRule } from '../../../nodes/ForwardEmail/ensureRule';
import { listRules, RULE_NAME } from '../../../nodes/ForwardEmail/inboxRule';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { upn } from '../../harness/people';

const test = eachRehearsal();

describe('our rule on a later page', () => {
	it('is found, and no second one is made', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const recipient = { address: 'miriam.graham@rehearsal.example', name: 'Miriam Graham' };
		const context = scene.context(offboarding);
		const rules = await scene.graph.send(listRules(offboarding.employee.id));
		expect((await ensureRule(context, recipient, rules)).kind).toBe('created');
		const next = `${scene.sandbox.url}/v1.0/users/${offboarding.employee.id}/mailFolders/inbox/messageRules`;
		const firstPage = { ...rules, body: { value: [], '@odata.nextLink': next } };
		const again = await ensureRule(context, recipient, firstPage);
		expect(again).toMatchObject({ kind: 'existed' });
		const { value } = (await scene.graph.send(listRules(offboarding.employee.id))).body as {
			value: { displayName: string }[];
		};
		expect(value.filter(({ displayName }) => displayName === RULE_NAME)).toHaveLength(1);
	});

	it('that can not be read keeps a rule from being made', async () => {
		const { scene } = test;
		const offboarding = await scene.lookUp(upn('ordinary'));
		const recipient = { address: 'miriam.graham@rehearsal.example', name: 'Miriam Graham' };
		const context = {
			...scene.context(offboarding),
			graph: createGraphClient(parseConnection(scene.sandbox.connection), { clock: scene.clock }),
		};
		const rules = await scene.graph.send(listRules(offboarding.employee.id));
		const foreign = 'https://graph.example.com/v1.0/more';
		const firstPage = { ...rules, body: { value: [], '@odata.nextLink': foreign } };
		const result = await ensureRule(context, recipient, firstPage);
		expect(result).toMatchObject({ kind: 'failed', at: 'read' });
		expect(scene.writes()).toEqual([]);
	});
});
