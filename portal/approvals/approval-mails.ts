import type { PortalConfig } from '../config';
import type { Mail } from '../mail/outbox';
import { titleOf, type Approval } from './approval-record';

type About = Pick<Approval, 'id' | 'people' | 'wish'>;

const page = ({ publicUrl }: PortalConfig, { id }: About): string => `${publicUrl}/approvals/${id}`;

const whatOf = (approval: About, tenant: string): string => {
	const who = approval.people === 1 ? titleOf(approval) : `${approval.people} people`;
	const { addTo } = approval.wish ?? {};
	if (addTo) {
		return `that ${who} be put on the scheduled list ${addTo.schedule} of ${addTo.on.length} in ${tenant}`;
	}
	return `the offboarding of ${who} in ${tenant}`;
};

/** To everybody who may approve. */
export const askedMail = (
	config: PortalConfig,
	to: string,
	approval: About & Pick<Approval, 'expiresAt' | 'dueAt'>,
	{ tenant, asker }: { readonly tenant: string; readonly asker: string },
): Mail => ({
	recipient: to,
	subject: `Approval asked for: ${titleOf(approval)}`,
	text: `${asker} asks for ${whatOf(approval, tenant)}. A second person has to agree before anything happens. ${untilWhen(approval)} Read it, then approve or decline it here:\n\n${page(config, approval)}\n\nNobody has to do it from a mail: the link only shows the page, and asks you to sign in.`,
});

const untilWhen = ({ expiresAt, dueAt }: Pick<Approval, 'expiresAt' | 'dueAt'>): string =>
	dueAt !== null
		? `It is to happen at ${short(dueAt)}, and is held if nobody has agreed by then.`
		: `It can be approved until ${short(expiresAt ?? '')}.`;

/** To whoever asked. */
export const decidedMail = (
	config: PortalConfig,
	to: string,
	approval: About & Pick<Approval, 'state' | 'reason'>,
	{ tenant, by }: { readonly tenant: string; readonly by: string },
): Mail => {
	const word = approval.state === 'approved' ? 'approved' : 'declined';
	const why = approval.reason ? ` The reason given: ${approval.reason.replace(/\s+/g, ' ')}` : '';
	return {
		recipient: to,
		subject: `${word === 'approved' ? 'Approved' : 'Declined'}: ${titleOf(approval)}`,
		text: `${by} ${word} ${whatOf(approval, tenant)}.${why}\n\n${page(config, approval)}`,
	};
};

/** To whoever asked: nobody has answered. */
export const expiredMail = (
	config: PortalConfig,
	to: string,
	approval: About,
	tenant: string,
): Mail => ({
	recipient: to,
	subject: `Nobody approved in time: ${titleOf(approval)}`,
	text: `Nobody approved ${whatOf(approval, tenant)} ${approval.wish?.addTo ? 'before it starts' : 'within 72 hours'}, so it can not be approved any more. Nothing was changed${approval.wish?.addTo ? ', and the account is still open' : ''}. If it is still wanted, ask again:\n\n${page(config, approval)}`,
});

/** To whoever asked and to everybody who may approve: its time has come, and it is not done. */
export const heldMail = (
	config: PortalConfig,
	to: string,
	approval: About,
	tenant: string,
): Mail => ({
	recipient: to,
	subject: `Not approved, so it did not happen: ${titleOf(approval)}`,
	text: `It was time for ${whatOf(approval, tenant)}, and nobody has approved it. It is held: nothing was changed, and the account is still open. It starts the moment somebody approves it here:\n\n${page(config, approval)}`,
});

/** To everybody who could have been asked: nobody is any more. */
export const ruleEndedMail = (
	{ publicUrl }: PortalConfig,
	to: string,
	{ by, organisation }: { readonly by: string; readonly organisation: string },
): Mail => ({
	recipient: to,
	subject: `No second person is asked any more in ${organisation}`,
	text: `${by} has turned off that a second person has to approve every offboarding in ${organisation}. From now on one person alone can start them, of up to 25 people at once. If that was not meant, an Owner or Admin turns it on again on the page Team, and the audit log says what was started meanwhile:\n\n${publicUrl}/audit`,
});

const short = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
