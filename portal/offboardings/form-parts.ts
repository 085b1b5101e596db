import { z } from 'zod/v4';
import type { StepChoices } from '../../runner';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn } from '../http/form';
import type { Services } from '../services';
import { askerOf } from './asker';
import { caseFields } from './case-form';
import { otherThanManager, type Chosen } from './chosen';
import { previewOf, type Preview } from './previews';
import { replyOf } from './shown-reply';

/* What the form about one person says while it is filled in. */

const previewForm = z.object(caseFields).pick({ manager: true, devices: true, outOfOffice: true });

/** What of the form a preview depends on. */
export const PREVIEWED = ['manager', 'devices', 'outOfOffice'];
const LONGEST = 5_000;

/** What would happen by what the form says at this moment. */
export async function showPreview(
	services: Services,
	call: MemberCall,
	chosen: Chosen,
	wanted: Readonly<Record<string, string>>,
): Promise<void> {
	const form = parseForm(previewForm, wanted);
	// What has to be put right is said when the form is sent; until then it is previewed without it.
	const { manager, devices, outOfOffice } = form.ok ? form.value : previewForm.parse({});
	const choices = { devicePolicy: devices, ...(outOfOffice === '' ? {} : { outOfOffice }) };
	const other = otherThanManager(manager || null, chosen);
	const preview = await readNow(services, call, chosen, { manager: other, choices });
	const view = call.isPartial ? 'offboardings/views/preview' : 'offboardings/views/preview-page';
	const page = { title: 'Preview', nav: 'offboarding', person: chosen.person };
	call.page(view, { ...page, ...preview });
}

/** The same for a form that was sent: a reply is longer than an address may be. */
export async function showTypedPreview(
	services: Services,
	call: MemberCall,
	chosen: Chosen,
): Promise<void> {
	await showPreview(services, call, chosen, typedIn(call.body, PREVIEWED, LONGEST));
}

/** The reply that was typed, as it will be read. */
export function showTypedReply(call: MemberCall, chosen: Chosen): void {
	const { outOfOffice = '' } = typedIn(call.body, ['outOfOffice'], LONGEST);
	call.page('offboardings/views/reply', replyOf(outOfOffice, chosen));
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
