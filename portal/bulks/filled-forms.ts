import { z } from 'zod/v4';
import { MOST_ALONE } from '../approvals/rule';
import { currentTenant, tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import { ZONES } from '../schedules/schedule-time';
import type { Services } from '../services';
import { MOST_PEOPLE } from './checked-list';
import { typedList } from './list-form';
import { uploadedList } from './upload';

/** One box sends a text, several send many. More than a list may name are refused when it is checked: it says how many. */
const chosenForm = z.object({
	user: z.union([z.uuid(), z.array(z.uuid())]).default([]),
	/** Those who are not on the page that is shown, in one field: a form has no more than 200. */
	others: z.string().max(80_000).default(''),
});

/** The form of a list, filled: with whom somebody chose among the employees, or with what they had written before. */
export function addFilledForms(routes: Routes, services: Services): void {
	routes.member('post', '/bulks/chosen', 'offboardings:start', async (call) => {
		const form = chosenForm.safeParse(call.body);
		const { user, others } = form.success ? form.data : { user: [], others: '' };
		const ids = [[user].flat(), others.split(' ')].flat().filter((id) => id !== '');
		await show(services, call, { people: await addressesOf(services, call, ids) });
	});
	// As it was written, file or not: what is wrong with it is said when it is checked again.
	routes.member('post', '/bulks/change', 'offboardings:start', async (call) => {
		const { fields } = await uploadedList(call);
		await show(services, call, typedList(fields, null, services.now()).typed);
	});
}

async function show(
	services: Services,
	call: MemberCall,
	typed: Readonly<Record<string, string>>,
): Promise<void> {
	const tenant = await tenantOf(services, call);
	const page = { nav: 'offboarding', most: MOST_PEOPLE, alone: MOST_ALONE, zones: ZONES };
	const title = 'Several people';
	call.page('bulks/views/new', { ...page, title, tenant, typed: { ...typed }, errors: [] });
}

/** A line for each: the address, which people can read, or the object id where there is none. */
async function addressesOf(
	services: Services,
	call: MemberCall,
	ids: readonly string[],
): Promise<string> {
	const { tenantId, group } = await tenantOf(services, call);
	const lines: string[] = [];
	for (const id of new Set(ids)) {
		const person = await services.runner.directory.person({ tenantId, group }, id);
		if (person) lines.push(person.userPrincipalName ?? person.id);
	}
	// An object id in the first line would be taken for the head.
	return (lines.every((line) => line.includes('@')) ? lines : ['user', ...lines]).join('\n');
}

async function tenantOf({ db }: Services, { member }: MemberCall) {
	const tenant = currentTenant(await tenantsOf(db, member.organisation.id), member);
	if (!tenant) throw new HttpError(409, 'Connect a tenant first.');
	return tenant;
}
