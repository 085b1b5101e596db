import { endUnapproved } from '../approvals/unapproved';
import { tellOfEnded } from '../ended-mails/tell-of-ended';
import { sendDigests } from '../digest/send-digests';
import type { Services } from '../services';
import { holdAfterPlan } from './plan-end';
import { remindOfDue } from './reminders';

const EVERY_MS = 30_000;

/** What is told about things that are to come or have ended, and what is held, every half minute. */
export const NOTICES = [
	remindOfDue,
	holdAfterPlan,
	endUnapproved,
	tellOfEnded,
	sendDigests,
] as const;

/** Works off the notices until it is told to stop. Any number of portals may: everything is told once. */
export function startNotices(services: Services): { readonly stop: () => Promise<void> } {
	let round: Promise<void> = Promise.resolve();
	const next = () => {
		round = round.then(async () => {
			for (const notice of NOTICES) {
				await notice(services).catch((error: unknown) => {
					services.log.error({ err: error }, 'people were not told of what is to come');
				});
			}
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
