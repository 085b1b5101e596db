import {
	countSentence,
	isNotTried,
	markOf,
	NOT_TRIED,
	outcomesOf,
	runWords,
	statusWords,
	STEPS,
	tryWords,
	wordOf,
	type OnlySteps,
	type RunRecord,
} from '../../runner';
import type { AutomationDeliveryRow } from '../database/automation-schema';
import { checkpointOf } from './checkpoint-of';
import type { ToldEvent, ToldOffboarding, ToldStep } from './shapes/event';
import { triggerNamed, TRIGGERS } from './triggers';

/** What an event is about, beside the run. */
export interface Surroundings {
	readonly publicUrl: string;
	readonly organisation: string;
	/** What the organisation calls the tenant. */
	readonly tenantName: string;
}

type Delivery = Pick<
	AutomationDeliveryRow,
	'id' | 'event' | 'moment' | 'happened_at' | 'checkpoint'
>;

/** What is told of a run. Made when it is sent, from the journal: nothing of it is kept beside it. */
export function toldEvent(
	delivery: Delivery,
	run: RunRecord,
	{ publicUrl, organisation, tenantName }: Surroundings,
): ToldEvent {
	const offboarding = toldOf(run, delivery.moment, publicUrl, tenantName);
	return {
		...{ id: delivery.id, type: typeOf(delivery, run), title: titleOf(delivery, run) },
		...{ at: delivery.happened_at, isTest: false, organisation, offboarding },
		checkpoint: checkpointOf(delivery.checkpoint),
	};
}

/** A script that closes a ticket when an offboarding has completed does not do so when one step of it was tried again. */
const typeOf = ({ event }: Delivery, { request }: RunRecord): string =>
	request.only ? event.replace('offboarding.', 'offboarding.try.') : event;

/** What is read where only one line is shown: of a try that it is one, of an end with exceptions that it has some. */
function titleOf({ event, moment }: Delivery, { request: { only } }: RunRecord): string {
	const trigger = triggerNamed(event);
	const words = trigger ? TRIGGERS[trigger].words : event;
	const said =
		event === 'offboarding.completed' && moment === 'completed_with_exceptions'
			? `${words} with exceptions`
			: words;
	return only ? `${tryWords(only)}, ${said.replace(/^Offboarding /, '')}` : said;
}

/** The offboarding as it is told: how it stood then, and what its steps came to. */
export function toldOf(
	run: RunRecord,
	status: string,
	publicUrl: string,
	tenantName: string,
): ToldOffboarding {
	const { offboarding, request } = run;
	const simulated = offboarding?.tenant.simulated ?? false;
	const hasBegun = status === 'running';
	return {
		...{ id: run.id, status, simulated, statusWords: wordsOf(run, status, simulated) },
		...(request.only ? { tryOf: tryOf(request.only) } : {}),
		employee: {
			id: offboarding?.employee.id ?? null,
			name: offboarding?.employee.displayName ?? request.user,
			userPrincipalName: offboarding?.employee.userPrincipalName ?? request.user,
		},
		tenant: { id: request.tenantId, name: tenantName },
		...{ requestedBy: request.requestedBy, ticket: request.ticket },
		...{ startedAt: run.startedAt, finishedAt: hasBegun ? null : run.finishedAt },
		summary: summaryOf(run, hasBegun),
		steps: hasBegun ? [] : stepsOf(run, simulated),
		url: `${publicUrl}/offboardings/${run.id}`,
		reportUrl: run.report && !hasBegun ? `${publicUrl}/reports/${run.id}` : null,
	};
}

const tryOf = ({ of: run, number, steps }: OnlySteps) => ({ run, number, steps });

/** Of one more try of single steps it says so first: nobody shall take it for the whole. */
function summaryOf(run: RunRecord, hasBegun: boolean): string {
	const { only } = run.request;
	const what = only ? `${tryWords(only)}. ` : '';
	return what + (hasBegun ? 'It has begun.' : capital(countSentence(run)));
}

function wordsOf(run: RunRecord, status: string, simulated: boolean): string {
	const { only } = run.request;
	const words = status === 'running' ? 'Started' : endedWords(run, status as RunRecord['status']);
	const said = simulated ? `${words}, simulated` : words;
	return only ? `${tryWords(only)}: ${said.charAt(0).toLowerCase()}${said.slice(1)}` : said;
}

/** A run may have gone on since: then the moment has its status, and no more is known of it. */
const endedWords = (run: RunRecord, status: RunRecord['status']): string =>
	run.status === status ? runWords(run) : statusWords(status);

function stepsOf(run: RunRecord, simulated: boolean): readonly ToldStep[] {
	const outcomes = new Map(outcomesOf(run).map((outcome) => [outcome.key, outcome]));
	return STEPS.map(({ number, key, title }) => {
		const outcome = outcomes.get(key);
		const { status = 'pending', verified = false, reason = null } = outcome ?? {};
		const isLeftOut = outcome !== undefined && isNotTried(outcome);
		const word = isLeftOut ? NOT_TRIED : wordOf(markOf({ status, verified }), simulated);
		return { number, key, title, status, verified, word, reason };
	});
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a test tells: of nobody, with the real checkpoint, so that whoever gets it can try all of it. */
export function testEvent(
	delivery: Delivery,
	{ publicUrl, organisation, tenantName }: Surroundings,
): ToldEvent {
	const trigger = triggerNamed(delivery.event);
	const offboarding: ToldOffboarding = {
		...{ id: 'OFF-0000-000000', status: 'completed', simulated: true },
		statusWords: 'A test: nobody was offboarded',
		employee: { id: null, name: 'Test Person', userPrincipalName: 'test.person@example.com' },
		tenant: { id: '00000000-0000-0000-0000-000000000000', name: tenantName },
		...{ requestedBy: null, ticket: null, reportUrl: null, url: publicUrl },
		...{ startedAt: delivery.happened_at, finishedAt: delivery.happened_at },
		summary: 'Nothing was done.',
		steps: STEPS.map(({ number, key, title }) => ({
			...{ number, key, title, status: 'pending', verified: false, word: 'Not started' },
			reason: null,
		})),
	};
	return {
		...{
			id: delivery.id,
			type: delivery.event,
			title: trigger ? TRIGGERS[trigger].words : delivery.event,
		},
		...{ at: delivery.happened_at, isTest: true, organisation, offboarding },
		checkpoint: checkpointOf(delivery.checkpoint),
	};
}
