import { z } from 'zod/v4';
import { defaultReply, type StepChoices } from '../../runner';
import { peopleOfDay } from '../approvals/people-of-day';
import { MOST_ALONE, whyApproval } from '../approvals/rule';
import type { ConnectionParts } from '../connection/connection-parts';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import type { Routes } from '../http/routes';
import { shownTime, timeFrom, ZONES } from '../schedules/schedule-time';
import type { Services } from '../services';
import { filledBy, templatesOf } from '../templates/templates';
import { askerOf } from './asker';
import { caseFields } from './case-form';
import { chosenPerson, otherThanManager, type Chosen } from './chosen';
import { showPeople } from './choose-page';
import { filledFrom } from './from-schedule';
import { knownAbout } from './known-about';
import { NOT_SEEN } from './new-form';
import { previewOf, type Preview } from './previews';
import { showRecipients } from './recipients';

const previewForm = z.object(caseFields).pick({ manager: true, devices: true, outOfOffice: true });

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
		await showPreview(services, call, call.query('user'), wanted);
	});
	// The same for a form that is being filled in: a reply is longer than an address may be.
	routes.member('post', '/offboardings/preview', 'offboardings:start', async (call) => {
		const { user = '', ...wanted } = typedIn(call.body, ['user', ...PREVIEWED], 5_000);
		await showPreview(services, call, user, wanted);
	});
	routes.member('post', '/offboardings/reply', 'offboardings:start', async (call) => {
		const { user = '' } = typedIn(call.body, ['user']);
		const { outOfOffice = '' } = typedIn(call.body, ['outOfOffice'], 5_000);
		const chosen = await chosenPerson(services, call, user);
		call.page('offboardings/views/reply', replyOf(outOfOffice, chosen));
	});
}

/** What of the form a preview depends on. */
const PREVIEWED = ['manager', 'devices', 'outOfOffice'];

async function showPreview(
	services: Services,
	call: MemberCall,
	user: string,
	wanted: Readonly<Record<string, string>>,
): Promise<void> {
	const chosen = await chosenPerson(services, call, user);
	const form = parseForm(previewForm, wanted);
	// What has to be put right is said when the form is sent; until then it is previewed without it.
	const { manager, devices, outOfOffice } = form.ok ? form.value : previewForm.parse({});
	const choices = { devicePolicy: devices, ...(outOfOffice === '' ? {} : { outOfOffice }) };
	const other = otherThanManager(manager || null, chosen);
	const preview = await readNow(services, call, chosen, { manager: other, choices });
	const view = call.isPartial ? 'offboardings/views/preview' : 'offboardings/views/preview-page';
	call.page(view, { ...PAGE, ...preview, title: 'Preview', person: chosen.person });
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

/** What the tenant says at this moment. */
export async function readNow(
	services: Services,
	call: MemberCall,
	{ tenant, person }: Chosen,
	wanted: { readonly manager: string | null; readonly choices: StepChoices },
): Promise<Preview> {
	const wish = { user: person.id, ...wanted, ticket: null };
	return await previewOf(services, askerOf(call), tenant, wish);
}

/** The reply as whoever writes to the person will read it. */
function replyOf(text: string, { person, manager }: Chosen) {
	const name = person.displayName ?? person.userPrincipalName ?? person.id;
	const boss = manager && {
		displayName: manager.displayName ?? manager.userPrincipalName ?? manager.id,
		...{ mail: manager.mail, accountEnabled: manager.accountEnabled },
	};
	const own = text.replace(/\r\n?/g, '\n').trim();
	return { text: own || defaultReply({ displayName: name }, boss), isOwn: own !== '' };
}
