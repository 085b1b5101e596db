import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openedBefore } from '../../../portal/automations/opened-before';
import { startReceiver, type Receiver } from '../../harness/receiver';

let there: Receiver;

beforeEach(async () => {
	there = await startReceiver();
});

afterEach(() => there.close());

const ask = () =>
	openedBefore(
		{
			url: `${there.url}/api/now/table/incident?sysparm_input_display_value=true`,
			headers: { authorization: 'Bearer x' },
		},
		{ id: 'msg_1', run: 'OFF-2026-000417' },
		{ mayPrivate: true },
	);
const says = (text: string, status = 200) =>
	there.answer((response) => void response.writeHead(status).end(text));

describe('an incident that may be there already', () => {
	it('is asked for by what the first try gave it, with the rule’s own headers', async () => {
		says('{"result":[{"number":"INC0010023"}]}');
		expect(await ask()).toMatchObject({
			...{ status: 200, answer: 'It was there already: INC0010023' },
		});
		const [request] = there.received;
		const url = new URL(request?.path ?? '', there.url);
		expect(url.pathname).toBe('/api/now/table/incident');
		expect(Object.fromEntries(url.searchParams)).toEqual({
			sysparm_query: 'correlation_id=OFF-2026-000417^correlation_display=OffboardIQ msg_1',
			...{ sysparm_fields: 'number', sysparm_limit: '1' },
		});
		expect(request?.headers.authorization).toBe('Bearer x');
	});

	it.each([
		['{"result":[]}', 200],
		['<html>Sign in</html>', 200],
		['{"error":{"message":"no"}}', 403],
		['{"result":[{"number":"INC1"}]}', 500],
		['', 200],
	])('is sent where %s (%i) does not show one', async (text, status) => {
		says(text, status);
		expect(await ask()).toBeNull();
	});
});
