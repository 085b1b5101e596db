import {
	ASKED_TO_WAIT,
	AWAITS_CONSENT,
	LOST_ANSWER,
	NO_USABLE_ANSWER,
} from '../../nodes/shared/graph/wait';
import type { RunWait } from '../execution/progress';
import { widthOf } from './text';

/** What Microsoft's services are to people. */
const SERVICE: Readonly<Record<NonNullable<RunWait['service']>, string>> = {
	identity: 'directory',
	intune: 'devices',
	outlook: 'mailbox',
	protection: 'sign-in risk',
	reports: 'reports',
	teams: 'Teams',
};

/** Short enough for the moving line of a terminal of 80 columns. */
const WORDS: Readonly<Record<string, (time: string) => string>> = {
	[ASKED_TO_WAIT]: (time) => `Microsoft asks us to wait ${time}`,
	[NO_USABLE_ANSWER]: (time) => `No usable answer, asked again in ${time}`,
	[LOST_ANSWER]: (time) => `Whether it was done is looked at again in ${time}`,
	[AWAITS_CONSENT]: (time) => `A permission is missing, asked again in ${time}`,
};

/** What a run waits for and how much longer: "Microsoft asks us to wait 40 s (mailbox)". */
export function waitSentence({ untilIso, why, service }: RunWait, now: number): string {
	const time = lengthOf(Math.max(0, Date.parse(untilIso) - now));
	const said = WORDS[why]?.(time) ?? `${why}, ${time}`;
	return service === null ? said : `${said} (${SERVICE[service]})`;
}

/** The same in so many columns at most, if it can be: without the service, then without who asks. */
export function fittingWait(wait: RunWait, now: number, columns: number): string {
	const texts = [waitSentence(wait, now), waitSentence({ ...wait, service: null }, now)];
	const left = lengthOf(Math.max(0, Date.parse(wait.untilIso) - now));
	return texts.find((text) => widthOf(text) <= columns) ?? `Waits ${left}`;
}

/** True until it is over. */
export function isWaiting(wait: RunWait | null, now: number): wait is RunWait {
	return wait !== null && Date.parse(wait.untilIso) > now;
}

function lengthOf(milliseconds: number): string {
	const seconds = Math.ceil(milliseconds / 1_000);
	if (seconds < 120) return `${seconds} s`;
	return `${Math.ceil(seconds / 60)} minutes`;
}
