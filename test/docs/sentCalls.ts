import { vi } from 'vitest';
import { GraphClient, type GraphRequest } from '../../nodes/shared/graph';
import { addressOf } from '../../nodes/shared/graph/request';
import { deleteMethod } from '../../nodes/RemoveMfaMethods/requests';
import { METHOD_KINDS } from '../../nodes/shared/holdings/methodKinds';
import type { GraphCall } from '../../nodes/shared/graph';
import { PERMISSIONS, type PermissionNeed } from '../../nodes/shared/step/permissions';
import { STEPS, type StepKey } from '../../nodes/shared/step/vocabulary';
import { personIn, upn, type Case } from '../harness/people';
import { startRehearsal } from '../harness/rehearsal';
import { walk } from '../harness/walk';

/** One kind of call that a step makes. */
export interface SentCall {
	readonly step: StepKey | 'lookUpEmployee';
	readonly method: string;
	/** Without version; ids are `{id}`. */
	readonly path: string;
	readonly beta: boolean;
	readonly need: PermissionNeed;
}

/** Between them they make every step send everything it can send. */
const CASES: readonly Case[] = [
	'ordinary',
	'globalAdministrator',
	'everyMethod',
	'companyAndPersonalDevice',
	'throughPim',
	'synced',
	'lastOwner',
	'groupsGraphCanNotChange',
	'restricted',
	'oneUnit',
	'throughGroup',
	'managerDisabled',
	'managerIsGuest',
	'mailHistory',
	'ownsWithAnApp',
];

/** Offboards them in a sandbox tenant and gives back what the steps sent, each kind of call once. */
export async function sentCalls(): Promise<readonly SentCall[]> {
	const found = new Map<string, SentCall>();
	const add = (call: SentCall) => found.set(JSON.stringify(call), call);
	const permissions = new Map<string, Set<readonly string[]>>();
	const watched = watchRequests();
	const rehearsal = await startRehearsal();
	try {
		// The default can then go through signInPreferences only.
		personIn(rehearsal.sandbox, 'ordinary').defaultMethodIsPinned = true;
		for (const who of CASES) {
			const { offboarding } = await walk(rehearsal, upn(who), null);
			if (!offboarding) continue;
			watched.noteIn(permissions);
			const parts = [{ key: 'lookUpEmployee' as const, calls: offboarding.lookUpCalls }];
			for (const { key, calls } of [...parts, ...offboarding.steps]) {
				for (const call of calls) addCall(key, call, permissions, add);
			}
		}
	} finally {
		await rehearsal.close();
		watched.stop();
	}
	// The sandbox has not got every kind of method.
	for (const type of Object.keys(METHOD_KINDS)) {
		const request = deleteMethod(ANY_ID, { id: ANY_ID, type, name: '' });
		noteIn(permissions, request);
		addCall(
			'removeMfaMethods',
			{ method: request.method, path: pathOf(request) },
			permissions,
			add,
		);
	}
	return [...found.values()].sort((a, b) => compare(sortKey(a), sortKey(b)));
}

const ANY_ID = '00000000-0000-4000-8000-000000000000';

function addCall(
	step: SentCall['step'],
	{ method, path }: Pick<GraphCall, 'method' | 'path'>,
	permissions: ReadonlyMap<string, ReadonlySet<readonly string[]>>,
	add: (call: SentCall) => void,
): void {
	const [, version = '', rest = ''] = /^\/(v1\.0|beta)(\/[^?]*)/.exec(path) ?? [];
	if (rest === '/$batch') return;
	const template = templateOf(rest);
	const accepted = permissions.get(`${method} /${version}${template}`);
	// Steps 1 and 2 send to the same address; what is called like a step is that step's own.
	const needs = (Object.keys(PERMISSIONS) as PermissionNeed[]).filter(
		(name) => accepted?.has(PERMISSIONS[name]) && (name === step || !isStep(name)),
	);
	if (needs.length === 0)
		throw new Error(`${step} sent ${method} ${path} and names no permission.`);
	for (const need of needs) add({ step, method, path: template, beta: version === 'beta', need });
}

function isStep(name: string): boolean {
	return STEPS.some(({ key }) => key === name);
}

/** Watches what every client is asked to send. */
function watchRequests() {
	const send = vi.spyOn(GraphClient.prototype, 'send');
	const together = vi.spyOn(GraphClient.prototype, 'together');
	const inOrder = vi.spyOn(GraphClient.prototype, 'inOrder');
	return {
		/** Notes the permissions that each request so far names, by its template. */
		noteIn: (into: Map<string, Set<readonly string[]>>) => {
			const single = send.mock.calls.map(([request]) => request);
			const several = [...together.mock.calls, ...inOrder.mock.calls].flatMap(([all]) => all);
			for (const request of [...single, ...several]) {
				if (request.path !== '/$batch') noteIn(into, request);
			}
		},
		stop: () => [send, together, inOrder].forEach((spy) => spy.mockRestore()),
	};
}

/** One address can ask for more: a group that roles can be assigned to does. */
function noteIn(into: Map<string, Set<readonly string[]>>, request: GraphRequest): void {
	const key = keyOf(request);
	into.set(key, (into.get(key) ?? new Set()).add(request.permissions));
}

function keyOf(request: GraphRequest): string {
	const [path = ''] = addressOf(request).split('?');
	return `${request.method} /${request.version ?? 'v1.0'}${templateOf(path)}`;
}

function pathOf(request: GraphRequest): string {
	return `/${request.version ?? 'v1.0'}${request.path}`;
}

/** Words stay, ids become `{id}`: words are of letters and dots only, but for the one kind of method. */
function templateOf(path: string): string {
	return path
		.split('/')
		.map((segment) =>
			/^(?:\$?[A-Za-z][A-Za-z.]*|fido2Methods)?$/.test(decodeURIComponent(segment))
				? segment
				: '{id}',
		)
		.join('/');
}

function sortKey({ path, beta, method }: SentCall): string {
	return `${path} ${beta} ${method}`;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
