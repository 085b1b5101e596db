import { afterEach, beforeEach, expect, it } from 'vitest';
import { isRehearsal } from '../../../../nodes/shared/graph';
import { readOrganization, tenantOf } from '../../../../nodes/shared/holdings/organization';
import { seriesOf } from '../../../../runner/execution/offboard';
import { startScriptedGraph, type ScriptedGraph } from '../../../harness/scriptedGraph';

let server: ScriptedGraph;
beforeEach(async () => {
	server = await startScriptedGraph();
});
afterEach(async () => {
	await server.close();
});

it('a host of this machine is a rehearsal, in the number and on the record, whoever plays the tenant', async () => {
	server.answer({ body: { value: [{ id: 'a-tenant', displayName: 'Contoso' }] } });
	const result = await server.graph.attempt(readOrganization());
	expect(tenantOf(server.graph, result)).toMatchObject({ id: 'a-tenant', simulated: true });
	expect([isRehearsal(server.connection), seriesOf(server.connection)]).toEqual([true, 'SIM']);
});

it.each(['https://graph.microsoft.com', 'https://gateway.contoso.example/graph'])(
	'%s is not',
	(graphBaseUrl) => {
		const connection = server.connect({ graphBaseUrl });
		expect([isRehearsal(connection), seriesOf(connection)]).toEqual([false, 'OFF']);
	},
);
