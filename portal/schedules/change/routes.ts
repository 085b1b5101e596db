import { scheduleVersion } from '../../../runner';
import type { MemberCall } from '../../http/call';
import { HttpError } from '../../http/http-error';
import type { Routes } from '../../http/routes';
import type { CaseWish } from '../../offboardings/case-form';
import { otherThanManager } from '../../offboardings/chosen';
import { readNow, showTypedPreview, showTypedReply } from '../../offboardings/form-parts';
import { readPreview, showsThis } from '../../offboardings/previews';
import type { Services } from '../../services';
import { showNotDone } from '../schedule-page';
import { typedChange, wantedChange, type WantedChange } from './change-form';
import { showChange } from './change-page';
import { factsAfter, keptIn } from './kept-facts';
import { ownChange, type OwnChange } from './own-change';
import { saveChange } from './save-change';

/** What one person's schedule says, changed until it starts: everything but its time. */
export function addChangeRoutes(routes: Routes, services: Services): void {
	const may = 'offboardings:start';
	/** Does it, or says on the page of the schedule why it can't be changed. */
	const withOwn = (act: (call: MemberCall, own: OwnChange) => Promise<void> | void) => {
		return async (call: MemberCall) => {
			const own = await ownChange(services, call).catch(refusal);
			if (!(own instanceof HttpError)) return await act(call, own);
			// A page in the place of a part of one would look like that part.
			if (call.isPartial) throw own;
			await showNotDone(services, call, own);
		};
	};
	const show = withOwn(async (call, own) => {
		const filled = await keptIn(services, own.schedule, own.chosen);
		const typed = { ...filled, version: scheduleVersion(own.schedule) };
		showChange(services, call, own, { typed, errors: [] });
	});
	routes.member('get', '/schedules/:id/change', may, show, { begins: true });
	const send = withOwn((call, own) => change(services, call, own));
	routes.member('post', '/schedules/:id/change', may, send);
	const preview = withOwn((call, { chosen }) => showTypedPreview(services, call, chosen));
	routes.member('post', '/schedules/:id/change/preview', may, preview);
	const reply = withOwn((call, { chosen }) => showTypedReply(call, chosen));
	routes.member('post', '/schedules/:id/change/reply', may, reply);
}

function refusal(error: unknown): HttpError {
	if (error instanceof HttpError && error.status !== 404) return error;
	throw error;
}

const READ_FIRST = 'Read what will happen, then confirm once more. Nothing was changed.';
const OTHER_CHOICE =
	'You chose something else after the preview was read. This is what would happen by it. Read it, then confirm once more. Nothing was changed.';

async function change(services: Services, call: MemberCall, own: OwnChange): Promise<void> {
	const { chosen } = own;
	const typed = typedChange(call.body);
	const form = wantedChange(call.body, chosen.person);
	if (!form.ok) return showChange(services, call, own, { typed, errors: form.errors });
	const { preview } = form.value;
	const wish = await wishOf(services, call, own, form.value);
	const read = await readPreview(services, preview, chosen.tenant, chosen.person.id);
	const notice = read === null ? READ_FIRST : showsThis(read, wish) ? null : OTHER_CHOICE;
	if (read === null || notice !== null) {
		const fresh = await readNow(services, call, chosen, wish);
		const again = { typed: { ...typed, confirm: '' }, errors: [], preview: fresh };
		return showChange(services, call, own, { ...again, notice });
	}
	try {
		await saveChange(services, call, own, { ...form.value, wish, read });
	} catch (error) {
		if (!(error instanceof HttpError)) throw error;
		// Beside what was typed: a page of its own would lose it.
		const errors = [{ field: 'user', says: error.message }];
		return showChange(services, call, own, { typed, errors, status: error.status });
	}
	call.redirect(`/schedules/${own.schedule.id}`);
}

/** What the schedule shall say: by the form, and where that says nothing, as it is. */
async function wishOf(
	services: Services,
	{ body }: MemberCall,
	{ schedule, chosen }: OwnChange,
	{ wish }: WantedChange,
): Promise<CaseWish> {
	const filled = await keptIn(services, schedule, chosen);
	const caseFacts = factsAfter(schedule, wish.caseFacts, { filled, typed: typedChange(body) });
	return { ...wish, caseFacts, manager: otherThanManager(wish.manager, chosen) };
}
