import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import type { Clock } from '../../../nodes/shared/graph';
import type { StepOutcome } from '../../../nodes/shared/step/outcome';
import { runStep } from '../../../nodes/shared/step/runStep';
import type { Db } from '../../../runner/database/db';
import { migrate } from '../../../runner/database/migrate';
import { MIGRATIONS } from '../../../runner/database/migrations';
import { LiveRun } from '../../../runner/execution/live-run';
import { NO_LIMITS } from '../../../runner/execution/limiter';
import { Journal } from '../../../runner/journal/journal';
import type { MessageRule } from '../../../runner/sandbox';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn } from '../../harness/people';
import { ENGINES, type Place } from '../../runner/database/engines';

const test = eachRehearsal();

/** What happens as time goes by, by the milliseconds since the test began. */
let later: { readonly at: number; readonly act: () => void }[] = [];
let ahead = 0;

/** Time that passes at once for the product. The journal's lease lives by the real clock. */
const clock: Clock = {
	now: () => new Date(Date.now() + ahead),
	sleep: async (milliseconds) => {
		ahead += milliseconds;
		for (const { act } of later.filter(({ at }) => at <= ahead)) act();
		later = later.filter(({ at }) => at > ahead);
		await new Promise((resolve) => setImmediate(resolve));
	},
};

const [sqlite] = ENGINES;
let place: Place;
let db: Db;

beforeEach(async () => {
	if (!sqlite) throw new Error('There is no database.');
	place = await sqlite[1]();
	db = place.open();
	await migrate(db, 'journal', MIGRATIONS);
	[later, ahead] = [[], 0];
});

afterEach(async () => {
	await db.destroy();
	await place.remove();
});

function rules(): readonly MessageRule[] {
	return personIn(test.scene.sandbox, 'ordinary').mailbox.rules;
}

/** Every rule that is made from now on shows only so many milliseconds later. */
function showLate(milliseconds: number): void {
	const { mailbox } = personIn(test.scene.sandbox, 'ordinary');
	const push = (rule: MessageRule): number => {
		const hidden = { ...rule, shownFrom: '2999-01-01T00:00:00Z' };
		later.push({ at: ahead + milliseconds, act: () => delete (hidden as MessageRule).shownFrom });
		return Array.prototype.push.call(mailbox.rules, hidden);
	};
	Object.defineProperty(mailbox.rules, 'push', { value: push });
}

/** Step 6 in a run of its own, which is over when it is back. */
async function inRunOfItsOwn(): Promise<StepOutcome> {
	const { scene } = test;
	const journal = new Journal(db);
	const offboarding = await scene.lookUp(upn('ordinary'));
	const held = await journal.start(
		{
			user: upn('ordinary'),
			manager: null,
			requestedBy: null,
			ticket: null,
			requestedAt: new Date().toISOString(),
			dryRun: false,
			tenantId: offboarding.tenant.id,
			cloud: 'global',
			reportFolder: '/reports',
			breakGlass: [],
		},
		'OFF',
		'host/1/a',
	);
	const live = new LiveRun({
		db,
		held,
		tenant: held.tenantId,
		limiter: NO_LIMITS,
		resumed: null,
		effects: [],
		onWait: () => undefined,
	});
	try {
		const step = live.forStep('forwardEmail');
		const graph = scene.client({ clock, journal: step });
		return await runStep(forwardEmail, { ...scene.context(offboarding, graph), journal: step }, {});
	} finally {
		await live.close(false);
		await journal.finish(held, { status: 'completed', message: null, report: null });
	}
}

describe('a second run while the mailbox does not show the rule of the first', () => {
	it('looks for it instead of making another', async () => {
		showLate(30_000);
		expect(await inRunOfItsOwn()).toMatchObject({ status: 'done', verified: false });
		const second = await inRunOfItsOwn();
		expect(second).toMatchObject({ status: 'done', verified: true });
		expect(second.items[0]?.reason).toBe('The rule was there already.');
		expect(rules()).toHaveLength(1);
	});

	it('makes one where none shows for a minute and a half', async () => {
		expect(await inRunOfItsOwn()).toMatchObject({ status: 'done' });
		personIn(test.scene.sandbox, 'ordinary').mailbox.rules = [];
		const before = ahead;
		expect(await inRunOfItsOwn()).toMatchObject({ status: 'done', verified: true });
		expect(ahead - before).toBeGreaterThan(80_000);
		expect(rules()).toHaveLength(1);
	});

	it('does not wait where the last rule was made long ago', async () => {
		expect(await inRunOfItsOwn()).toMatchObject({ status: 'done' });
		personIn(test.scene.sandbox, 'ordinary').mailbox.rules = [];
		ahead += 100_000;
		const before = ahead;
		expect(await inRunOfItsOwn()).toMatchObject({ status: 'done', verified: true });
		expect(ahead - before).toBeLessThan(10_000);
	});
});
