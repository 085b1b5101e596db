import { z } from 'zod/v4';
import { guardedRequest, type RawAnswer, type Way } from './guard/guarded-request';
import { keptAnswer } from './kept-answer';
import type { WebhookAnswer, WebhookRequest } from './post-webhook';

/** By what an incident is found. */
export interface IncidentOf {
	/** The run: a rule that opens incidents writes it down as `correlation_id`. */
	readonly run: string;
	/** The number that whoever asked for the offboarding gave; anything else than one is not looked for. */
	readonly ticket: string | null;
	/** Of nobody: it is looked whether ServiceNow can be asked, and nothing is changed. */
	readonly isTest: boolean;
}

const incident = z.object({
	sys_id: z.string().regex(/^[0-9a-f]{32}$/i),
	number: z.string().max(40),
	state: z.string().max(40),
});
const list = z.object({ result: z.array(incident) });
const one = z.object({ result: incident });

type Incident = z.output<typeof incident>;

/** Resolved, closed, cancelled. */
const ENDED = /^[678]$/;
const NUMBER = /^[A-Z]{2,8}\d{4,12}$/i;
const MOST = 5;

/**
 * Sends a body to the incidents of an offboarding: those with the number of its ticket, or that a rule opened for it.
 * Looked up first each time, so that what a lost answer has closed is left as it is.
 *
 * @returns delivered only where ServiceNow's answer shows what was asked for; tried again where there is no incident
 *   yet, because the rule that opens it may not have got through
 */
export async function closeIncident(
	request: WebhookRequest,
	about: IncidentOf,
	way: Way,
): Promise<WebhookAnswer> {
	const found = await guardedRequest(lookUpOf(request, about), way);
	if (!isGood(found)) return answerOf(found, request);
	const parsed = parsedAs(list, found.text);
	if (!parsed) return trouble(found, 'ServiceNow answered something that is no list of incidents.');
	if (about.isTest) return { ...bare(found), answer: 'It can be asked. Nothing was changed.' };
	if (parsed.result.length === 0) return trouble(found, NONE);
	const open = parsed.result.filter(({ state }) => !ENDED.test(state));
	let last = found;
	for (const each of open) {
		last = await guardedRequest(changeOf(request, each), way);
		if (!isGood(last)) return answerOf(last, request);
		if (!shows(request.body, last)) return { ...trouble(last, LEFT_OPEN), mayRepeat: false };
	}
	const numbers = (open.length > 0 ? open : parsed.result).map(({ number }) => number).join(', ');
	const says = open.length > 0 ? 'Written to' : 'Closed already:';
	return { ...bare(last), answer: `${says} ${numbers}` };
}

const NONE = 'No incident has the number of the ticket, or was opened for this offboarding.';
const LEFT_OPEN = 'ServiceNow took it and left the incident open.';

function lookUpOf({ url, headers }: WebhookRequest, { run, ticket }: IncidentOf) {
	const asked = new URL(url);
	const byNumber = ticket !== null && NUMBER.test(ticket) ? `^ORnumber=${ticket}` : '';
	asked.search = new URLSearchParams({
		sysparm_query: `correlation_id=${run}${byNumber}`,
		...{ sysparm_fields: 'sys_id,number,state', sysparm_limit: String(MOST) },
		sysparm_display_value: 'false',
	}).toString();
	return { method: 'GET', url: asked.href, headers, body: null } as const;
}

function changeOf({ url, headers, body }: WebhookRequest, { sys_id }: Incident) {
	const changed = new URL(url);
	changed.pathname = `${changed.pathname.replace(/\/$/, '')}/${sys_id}`;
	changed.searchParams.set('sysparm_fields', 'sys_id,number,state');
	return { method: 'PATCH', url: changed.href, headers, body } as const;
}

/** Whether the answer shows the state that was asked for. A note alone asks for none. */
function shows(body: string, { text }: RawAnswer): boolean {
	const { state } = JSON.parse(body) as { readonly state?: string };
	return state === undefined || ENDED.test(parsedAs(one, text)?.result.state ?? '');
}

function parsedAs<T>(shape: z.ZodType<T>, text: string): T | null {
	try {
		return shape.parse(JSON.parse(text));
	} catch {
		// A page that asks to sign in, or a table that is none of tasks.
		return null;
	}
}

const isGood = ({ status }: RawAnswer): boolean => status !== null && status >= 200 && status < 300;

const bare = ({ text: _text, isOutside: _isOutside, ...answer }: RawAnswer) => answer;

const answerOf = (answer: RawAnswer, { secrets }: WebhookRequest): WebhookAnswer => ({
	...bare(answer),
	answer: answer.isOutside ? keptAnswer(answer.text, secrets) : null,
});

/** It was answered, and what was wanted did not happen: no status, so that nobody takes it for delivered. */
const trouble = (answer: RawAnswer, says: string): WebhookAnswer => ({
	...bare(answer),
	...{ status: null, trouble: says, answer: null, mayRepeat: true },
});
