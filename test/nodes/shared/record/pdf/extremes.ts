import type { Offboarding } from '../../../../../nodes/shared/step/offboarding';
import { STEPS } from '../../../../../nodes/shared/step/vocabulary';
import {
	allDone,
	call,
	exceptions,
	item,
	nastyNames,
	offboarding,
	simulated,
	step,
} from '../../../../harness/offboardings';

/** Text that is long everywhere, in a script whose letters are wide. */
export function overlong(): Offboarding {
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
export function bare(): Offboarding {
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

/** Every kind of record that has to fit on paper, by name. */
export const LAYOUTS: readonly (readonly [string, Offboarding])[] = [
	['all done', allDone()],
	['with exceptions', exceptions()],
	['simulated', simulated()],
	['nasty names', nastyNames()],
	['overlong', overlong()],
	['bare', bare()],
];
