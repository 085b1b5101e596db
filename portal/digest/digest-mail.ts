import type { PortalConfig } from '../config';
import type { Mail } from '../mail/outbox';
import type { Digest } from './digest';
import { oneLine } from '../schedules/tell';
import { NAMED, type LinkedLine } from './open-things';

/** A week in short, as a mail: headings, lines, and each link alone in its line. */
export function digestMail(
	{ publicUrl }: PortalConfig,
	digest: Digest,
): Pick<Mail, 'subject' | 'text'> {
	const { week, name, ended, open, upcoming, connections, coverage } = digest;
	const linked = (lines: readonly LinkedLine[], more: string) => [
		...lines.slice(0, NAMED).map(({ says, path }) => `- ${oneLine(says)}\n${publicUrl}${path}`),
		...(lines.length > NAMED ? [`And more:\n${publicUrl}${more}`] : []),
	];
	const needs = [`STILL NEEDS A PERSON`, ...linked(open, '/offboardings?show=needs')];
	const coming = [`TO COME THIS WEEK`, ...linked(upcoming, '/schedules')];
	const asked = [`CONNECTIONS`, ...connections.map(oneLine), `${publicUrl}/settings/integrations`];
	const parts = [
		`${oneLine(name)}, the week until Monday ${week.monday}, 07:00 in ${week.zone}.`,
		...['ENDED', ...(ended.length > 0 ? ended : ['No offboarding ended.'])],
		...(open.length > 0 ? needs : ['Nothing needs a person.']),
		...(upcoming.length > 0 ? coming : ['Nothing is scheduled for this week.']),
		...(connections.length > 0 ? asked : []),
		...(coverage === null ? [] : ['COVERAGE', coverage]),
		`All of it, as it is now:\n${publicUrl}/`,
	];
	return { subject: subjectOf(digest), text: parts.join('\n\n') };
}

function subjectOf({ name, endedCount, open, upcoming, connections }: Digest): string {
	const most = open.length > NAMED ? `more than ${NAMED}` : String(open.length);
	const parts = [
		endedCount > 0 ? `${endedCount} ended` : '',
		open.length > 0 ? `${most} ${open.length === 1 ? 'needs' : 'need'} a person` : '',
		upcoming.length > 0
			? `${upcoming.length > NAMED ? `more than ${NAMED}` : upcoming.length} to come`
			: '',
		connections.length > 0 ? 'a connection has a problem' : '',
	].filter((part) => part !== '');
	const says = parts.length > 0 ? parts.join(', ') : 'nothing needs a person';
	return `Your week: ${says} (${name})`;
}
