import { describe, expect, it } from 'vitest';
import type { Offboarding } from '../../../../nodes/shared/step/offboarding';
import { STEPS } from '../../../../nodes/shared/step/vocabulary';
import {
	allDone,
	call,
	exceptions,
	item,
	nastyNames,
	offboarding,
	simulated,
	step,
} from '../../../harness/offboardings';
import { wordBoxesOf, type WordBox } from '../../../harness/poppler';
import { draw } from './draw';

/** Text that is long everywhere, in a script whose letters are wide. */
function overlong(): Offboarding {
	const long = '人力资源部门招聘与培训中心'.repeat(70);
	const steps = STEPS.filter(({ number }) => number !== 9).map(({ key, number }) =>
		step(key, number, {
			status: 'blocked',
			verified: false,
			summary: long,
			reason: `${long}。`,
			items: [
				item(number, long, { status: 'failed', reason: `Because ${long}`, code: 'c'.repeat(300) }),
				item(number, 'g'.repeat(300), { before: long, after: 'W'.repeat(400) }),
			],
			calls: [call(number, { path: `/v1.0/${'x'.repeat(900)}` })],
		}),
	);
	const run = offboarding(steps);
	const message = `${long} `.repeat(3);
	return {
		...run,
		request: { ...run.request, id: `OFF-${'9'.repeat(90)}`, requestedBy: long, ticket: long },
		tenant: { ...run.tenant, displayName: long, simulated: true },
		employee: { ...run.employee, displayName: long, jobTitle: long, officeLocation: long },
		warnings: [{ code: 'w'.repeat(200), message, steps: STEPS.map(({ key }) => key) }],
	};
}

/** Nothing ran, nothing is known. */
function bare(): Offboarding {
	const run = offboarding([]);
	return {
		...run,
		manager: null,
		lookUpCalls: [],
		request: { ...run.request, requestedBy: null, ticket: null },
		tenant: { ...run.tenant, displayName: null },
		employee: {
			...run.employee,
			mail: null,
			jobTitle: null,
			department: null,
			accountEnabled: null,
		},
		holdings: {
			authenticationMethods: null,
			groups: null,
			directoryRoles: null,
			devices: null,
			mailbox: { available: false, reason: 'There is no licence.', automaticReplies: null },
		},
	};
}

/** What is left of a word when its line's air is taken off. */
function core({ top, bottom, ...rest }: WordBox): WordBox {
	const air = (bottom - top) * 0.3;
	return { ...rest, top: top + air, bottom: bottom - air };
}

function overlaps(one: WordBox, other: WordBox): boolean {
	const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
	const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
	return one.page === other.page && across > 1 && down > 0;
}

describe('on paper', () => {
	it.each([
		['all done', allDone()],
		['with exceptions', exceptions()],
		['simulated', simulated()],
		['nasty names', nastyNames()],
		['overlong', overlong()],
		['bare', bare()],
	])('no word leaves the page or lies on another: %s', async (_name, run) => {
		const words = (await wordBoxesOf(await draw(run))).map(core);
		expect(words.length).toBeGreaterThan(100);
		const outside = words.filter(
			({ left, right, top, bottom }) => left < 36 || right > 549 || top < 2 || bottom > 820,
		);
		expect(outside.slice(0, 5)).toEqual([]);
		const collisions = words.flatMap((one, at) =>
			words
				.slice(at + 1)
				.filter((other) => overlaps(one, other))
				.map((other) => [one, other]),
		);
		expect(collisions.slice(0, 3)).toEqual([]);
	});

	it('no page is left nearly empty before the last', async () => {
		const words = await wordBoxesOf(await draw(exceptions()));
		const pages = Math.max(...words.map(({ page }) => page));
		for (let page = 1; page < pages; page++) {
			const body = words.filter((word) => word.page === page && word.bottom < 785);
			expect(Math.max(...body.map(({ bottom }) => bottom))).toBeGreaterThan(550);
		}
	});
});
