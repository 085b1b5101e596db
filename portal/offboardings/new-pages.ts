import { peopleOfDay } from '../approvals/people-of-day';
import { MOST_ALONE, whyApproval } from '../approvals/rule';
import type { ConnectionParts } from '../connection/connection-parts';
import type { MemberCall } from '../http/call';
import { typedIn, type FieldError } from '../http/form';
import type { Routes } from '../http/routes';
import { shownTime, timeFrom, ZONES } from '../schedules/schedule-time';
import type { Services } from '../services';
import { filledBy, templatesOf } from '../templates/templates';
import { chosenPerson, type Chosen } from './chosen';
import { showPeople } from './choose-page';
import { showPreview, showTypedPreview, showTypedReply } from './form-parts';
import { filledFrom } from './from-schedule';
import { knownAbout } from './known-about';
import { NOT_SEEN } from './new-form';
import type { Preview } from './previews';
import { showRecipients } from './recipients';
import { replyOf } from './shown-reply';

const PAGE = { title: 'New offboarding', nav: 'offboarding' } as const;

/** Choosing a person, the form about them, and what it says while it is filled in. */
export function addNewPages(routes: Routes, parts: ConnectionParts): void {
	const { services } = parts;
	routes.member(
		'get',
		'/offboardings/new',
		'offboardings:start',
		async (call) => {
			const user = call.query('user');
			if (user === '') return await showPeople(parts, call);
			const chosen = await chosenPerson(services, call, user);
			const from = call.query('from');
			const again = from === '' ? null : await filledFrom(services, call, chosen, from);
			const typed = again ?? (await filledBy(services, call, chosen, call.query('template')));
			await showForm(services, call, chosen, { typed, errors: [] });
		},
		{ begins: true },
	);
	routes.member('get', '/offboardings/recipients', 'offboardings:start', (call) =>
		showRecipients(services, call),
	);
	routes.member('get', '/offboardings/preview', 'offboardings:start', async (call) => {
		const wanted = { manager: call.query('manager'), devices: call.query('devices') };
		const chosen = await chosenPerson(services, call, call.query('user'));
		await showPreview(services, call, chosen, wanted);
	});
	// The same for a form that is being filled in: a reply is longer than an address may be.
	routes.member('post', '/offboardings/preview', 'offboardings:start', async (call) => {
		await showTypedPreview(services, call, await chosenIn(services, call));
	});
	routes.member('post', '/offboardings/reply', 'offboardings:start', async (call) => {
		showTypedReply(call, await chosenIn(services, call));
	});
}

async function chosenIn(services: Services, call: MemberCall): Promise<Chosen> {
	const { user = '' } = typedIn(call.body, ['user']);
	return await chosenPerson(services, call, user);
}

/** What a form that is shown again holds. */
export interface ShownForm {
	readonly typed: Readonly<Record<string, string>>;
	readonly errors: readonly FieldError[];
	/** Read already, to be looked at before anything starts. */
	readonly preview?: Preview;
	/** Why it has to be looked at, in words. */
	readonly notice?: string;
	/** Default: 200, and 422 where something has to be put right. */
	readonly status?: number;
}

/** The form about one person. */
export async function showForm(
	services: Services,
	call: MemberCall,
	chosen: Chosen,
	{ typed, errors, preview, notice, status }: ShownForm,
): Promise<void> {
	const templates = await templatesOf(services, call.member);
	const people = await peopleOfDay(services, call, chosen.person.id);
	const why = whyApproval(call.member, { people, wipes: 0 });
	const needsSecond = why !== null;
	const known = await knownAbout(services, call, chosen);
	const reply = replyOf(typed.outOfOffice ?? '', chosen);
	const page = { ...PAGE, ...chosen, typed, errors, zones: ZONES, templates, needsSecond, reply };
	const second = { why, alone: MOST_ALONE };
	const seen = { preview: preview ?? null, notice: notice ?? null, notSeen: NOT_SEEN };
	const isAgain = errors.length > 0 || preview !== undefined;
	const { at = '', zone = '' } = typed;
	const time = at === '' ? null : timeFrom({ at, zone }, services.now());
	const shown = time?.ok === true ? shownTime(time.time, services.now()) : null;
	const all = { ...page, ...seen, ...second, known, shown };
	call.page('offboardings/views/new', all, status ?? (isAgain ? 422 : 200));
}
