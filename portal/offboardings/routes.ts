import { askApproval } from '../approvals/ask-approval';
import { aloneIn } from '../approvals/people-of-day';
import type { ConnectionParts } from '../connection/connection-parts';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import { scheduleIn } from '../schedules/schedules';
import type { Services } from '../services';
import { askerOf } from './asker';
import { chosenPerson, otherThanManager, refuseOneself, type Chosen } from './chosen';
import { readNow } from './form-parts';
import { newOffboarding, NOT_SEEN, typedOffboarding, type NewOffboarding } from './new-form';
import { addNewPages, showForm } from './new-pages';
import { hasRunSince, readPreview, showsThis, type ReadPreview } from './previews';
import { addRunPages } from './run-pages';
import { SecondRunError } from './second-run';
import { isOtherSight, startOffboarding } from './start-offboarding';
import { whySecond } from './why-second';

/** Starting an offboarding: choose, see what would happen, confirm. */
export function addOffboardingRoutes(routes: Routes, parts: ConnectionParts): void {
	const { services } = parts;
	addNewPages(routes, parts);
	routes.member('post', '/offboardings', 'offboardings:start', async (call) => {
		const typed = typedOffboarding(call.body);
		const chosen = await chosenPerson(services, call, typed.user ?? '');
		const form = newOffboarding(call.body, chosen.person, services.now());
		if (!form.ok) return await showForm(services, call, chosen, { typed, errors: form.errors });
		try {
			await refuseOneself(services, call.visitor, chosen.tenant, chosen.person);
			await act(services, call, chosen, form.value);
		} catch (error) {
			if (!(error instanceof HttpError)) throw error;
			// Beside what was typed: a page of its own would lose it.
			const errors = [{ field: 'user', says: error.message }];
			await showForm(services, call, chosen, { typed, errors, status: error.status });
		}
	});
	// Last: a run's number could otherwise be taken for “new”.
	addRunPages(routes, services);
}

/** Starts it, schedules it, or asks a second person; or shows what has to be looked at first. */
async function act(
	services: Services,
	call: MemberCall,
	chosen: Chosen,
	{ wish, time, preview }: NewOffboarding,
): Promise<void> {
	const { tenant, person } = chosen;
	const read =
		preview === NOT_SEEN ? null : await readPreview(services, preview, tenant, person.id);
	const wanted = { ...wish, user: person.id, manager: otherThanManager(wish.manager, chosen) };
	const notice = await whyReadAgain(services, chosen, { preview, read, wanted });
	if (notice !== null) return await showAgain(services, call, chosen, wish, notice);
	const why = await whySecond(services, call, chosen, wish.choices, read);
	const alone = aloneIn(services, call, person.id);
	if (why !== null) {
		const kind = time ? 'schedule' : 'offboarding';
		const { manager, ticket, caseFacts, choices } = wanted;
		const about = { ticket, caseFacts, choices, members: [{ person, manager }] };
		const asked = { kind, why, time, ...about } as const;
		return call.redirect(`/approvals/${await askApproval(services, call, tenant, asked)}`);
	}
	if (time) {
		const made = await scheduleIn(services, askerOf(call), tenant, { ...wanted, time }, alone);
		return call.redirect(`/schedules/${made.id}`);
	}
	const now = { ...wanted, dryRun: false, seen: read?.seen ?? null };
	const started = await startOffboarding(services, askerOf(call), tenant, now, alone).catch(
		(error: unknown) => {
			if (error instanceof SecondRunError) return error.runId;
			throw error;
		},
	);
	if (typeof started === 'string') return call.redirect(`/offboardings/${started}`);
	const isOther = read !== null && (await isOtherSight(services, started));
	if (isOther) return await showAgain(services, call, chosen, wish, CHANGED);
	call.redirect(`/offboardings/${started.id}`);
}

/** Why the preview has to be read once more before anything begins, in words; null: it was read, or there was none. */
async function whyReadAgain(
	services: Services,
	{ tenant, person }: Chosen,
	{
		preview,
		read,
		wanted,
	}: {
		readonly preview: string;
		readonly read: ReadPreview | null;
		readonly wanted: Parameters<typeof showsThis>[1];
	},
): Promise<string | null> {
	if (read === null) return preview === '' ? null : READ_FIRST;
	if (!showsThis(read, wanted)) return OTHER_CHOICE;
	return (await hasRunSince(services, tenant, person.id, read)) ? RAN_SINCE : null;
}

const READ_FIRST = 'Read what will happen, then confirm once more. Nothing was started.';
const OTHER_CHOICE =
	'You chose something else after the preview was read. This is what would happen now. Read it, then confirm once more. Nothing was started.';
const RAN_SINCE =
	'Another offboarding of this person has run since you read the preview. This is how the account is now. Read it, then confirm once more. Nothing was started.';
const CHANGED =
	'The account has changed since you read the preview. This is how it is now. Read it, then confirm once more. Nothing was changed.';

async function showAgain(
	services: Services,
	call: MemberCall,
	chosen: Chosen,
	wish: NewOffboarding['wish'],
	notice: string,
): Promise<void> {
	const manager = otherThanManager(wish.manager, chosen);
	const preview = await readNow(services, call, chosen, { manager, choices: wish.choices });
	const typed = { ...typedOffboarding(call.body), confirm: '' };
	await showForm(services, call, chosen, { typed, errors: [], preview, notice });
}
