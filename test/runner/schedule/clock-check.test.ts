import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../nodes/shared/graph';
import { parseConnection } from '../../../nodes/shared/graph/connection';
import { startSandbox, type Sandbox } from '../../../runner/sandbox';
import { ClockCheck } from '../../../runner/schedule/clock-check';
import { requestsIn } from '../../harness/requests';

let sandbox: Sandbox;

beforeEach(async () => {
	sandbox = await startSandbox({ port: 0 });
});

afterEach(() => sandbox.close());

it('asks a tenant once, however many runs begin together', async () => {
	const check = new ClockCheck(systemClock);
	const connection = parseConnection(sandbox.connection);
	const asked = Array.from({ length: 24 }, () => check.readiness('one', connection));
	expect(new Set((await Promise.all(asked)).map(({ ok }) => ok))).toEqual(new Set([true]));
	expect((await check.readiness('one', connection)).ok).toBe(true);
	expect(requestsIn(sandbox.log)).toHaveLength(1);
});
