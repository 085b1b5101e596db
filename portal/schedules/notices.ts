import { endUnapproved } from '../approvals/unapproved';
import { tellOfChecks } from '../ended-mails/tell-of-checks';
import { tellOfEnded } from '../ended-mails/tell-of-ended';
import { sendDigests } from '../digest/send-digests';
import type { Services } from '../services';
import { holdAfterPlan } from './plan-end';
import { tellOfMissed } from './missed';
import { remindOfDue } from './reminders';

const EVERY_MS = 30_000;

/** What is told about things that are to come or have ended, and what is held, every half minute. */
export const NOTICES = [
	remindOfDue,
	holdAfterPlan,
	endUnapproved,
	tellOfMissed,
	tellOfEnded,
	tellOfChecks,
] as const;

type Notice = (services: Services) => Promise<void>;

/** Works off the notices until it is told to stop. Any number of portals may: everything is told once. */
export function startNotices(services: Services): { readonly stop: () => Promise<void> } {
	// The week asks every tenant how it is: what has to be held in time does not wait for a tenant that is silent.
	const rounds = [startRounds(services, NOTICES), startRounds(services, [sendDigests])];
	return { stop: async () => void (await Promise.all(rounds.map((round) => round.stop()))) };
}

function startRounds(services: Services, notices: readonly Notice[]) {
	let round: Promise<void> = Promise.resolve();
	let isUnderWay = false;
	const next = () => {
		// One that takes longer than half a minute is not queued up behind itself.
		if (isUnderWay) return;
		isUnderWay = true;
		round = tellAll(services, notices).finally(() => {
			isUnderWay = false;
		});
	};
	next();
	const timer = setInterval(next, EVERY_MS);
	return {
		stop: async () => {
			clearInterval(timer);
			await round;
		},
	};
}

async function tellAll(services: Services, notices: readonly Notice[]): Promise<void> {
	for (const notice of notices) {
		await notice(services).catch((error: unknown) => {
			services.log.error({ err: error }, 'people were not told of what is to come');
		});
	}
}
