import type { BulkLine, RunRecord } from '../../runner';
import type { PortalConfig } from '../config';
import type { Tenant } from '../connection/tenants';
import type { Mail } from '../mail/outbox';
import type { RunCard } from '../offboardings/run-card';
import { oneLine } from '../schedules/tell';

type Text = Pick<Mail, 'subject' | 'text'>;

/** That an offboarding has ended, or waits for somebody: how, and what is open. */
export function runMail({ publicUrl }: PortalConfig, card: RunCard, tenant: Tenant): Text {
	const { run, sentence, lockOut } = card;
	const name = oneLine(card.name);
	const how = lowered(sentence);
	const open = openOf(card);
	const lines = [
		`${card.tryWords === null ? 'The offboarding' : `${card.tryWords}, the offboarding`} of ${name} (${addressOf(run)}) in ${tenant.name}: ${how}.`,
		card.simulated ? 'It was a rehearsal: nothing touched Microsoft 365.' : '',
		lockOut ? lockOut.sentence : '',
		run.message ?? '',
		...open,
	].filter((line) => line !== '');
	return {
		// Nobody shall take the end of one step for the end of the whole.
		subject: `${name}${card.tryWords === null ? '' : `, ${lowered(card.tryWords)}`}: ${how}`,
		text: `${lines.join('\n\n')}\n\n${publicUrl}/offboardings/${run.id}`,
	};
}

/** That everybody on a list has ended. */
export function listMail(
	{ publicUrl }: PortalConfig,
	{ id, people }: Pick<BulkLine, 'id' | 'people'>,
	needy: number,
	tenant: Tenant,
): Text {
	const all = people === 1 ? '1 person' : `${people} people`;
	const left =
		needy === 0
			? 'Nothing is left to do.'
			: `${needy === 1 ? 'One of them needs' : `${needy} of them need`} somebody.`;
	return {
		subject: needy === 0 ? `The list of ${all} has ended` : `The list of ${all}: ${needy} need you`,
		text: `The offboarding of ${all} in ${tenant.name} has ended. ${left}\n\n${publicUrl}/bulks/${id}${needy === 0 ? '' : '?show=needs'}`,
	};
}

/** The steps that are open, each with its reason. */
function openOf({ phases }: RunCard): readonly string[] {
	return phases
		.flatMap(({ steps }) => steps)
		.filter(({ mark }) => ['failed', 'blocked', 'unknown'].includes(mark))
		.map(({ number, title, word, says }) =>
			`Step ${number}, ${title}: ${lowered(word)}. ${says ?? ''}`.trim(),
		);
}

const addressOf = ({ offboarding, request }: RunRecord): string =>
	oneLine(offboarding?.employee.userPrincipalName ?? request.user);

/** As it goes on inside a sentence. */
export const lowered = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
