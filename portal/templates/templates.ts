import { randomUUID } from 'node:crypto';
import { z } from 'zod/v4';
import type { Member } from '../accounts/visitor';
import { recordAct } from '../audit/acts';
import type { OffboardingTemplateRow } from '../database/approval-schema';
import type { Queries } from '../database/schema';
import type { MemberCall } from '../http/call';
import { HttpError, notFound } from '../http/http-error';
import { caseFields } from '../offboardings/case-form';
import type { Chosen } from '../offboardings/chosen';
import { lockOrganisation } from '../organisations/organisations';
import type { Services } from '../services';
import { can } from '../team/roles';

const { manager, devices, outOfOffice, lockOutTarget, owner } = caseFields;
const { workerType, departure, lawfulBasis, endZone } = caseFields;

/** What a template may fill in, with the rules of the form that it fills. */
export const templateForm = z.object({
	name: z
		.string()
		.trim()
		.min(1, 'Give the template a name.')
		.max(60, 'At most 60 characters.')
		.regex(/^\P{Cc}*$/u, 'Only letters, digits and signs.'),
	isFirst: z.enum(['', 'yes']).default(''),
	...{ manager, devices, outOfOffice, lockOutTarget, owner },
	...{ workerType, departure, lawfulBasis, endZone },
});

export const TEMPLATE_FIELDS = Object.keys(templateForm.shape);

/** What an organisation fills its forms with. */
export interface OffboardingTemplate {
	readonly id: string;
	readonly name: string;
	/** A new form begins with it. */
	readonly isFirst: boolean;
	/** Goes up with every change: the record says which one it was. */
	readonly version: number;
	/** By the names of the form's fields. */
	readonly values: Readonly<Record<string, string>>;
}

const MOST = 30;

/** All of an organisation, by name. */
export const templatesOf = (
	{ db }: Pick<Services, 'db'>,
	{ organisation }: Member,
): Promise<OffboardingTemplate[]> => templatesIn(db, organisation.id);

/** The same where only the organisation is known. */
export async function templatesIn(
	db: Queries,
	organisationId: string,
): Promise<OffboardingTemplate[]> {
	const rows = await db
		.selectFrom('offboarding_template')
		.selectAll()
		.where('organisation_id', '=', organisationId)
		.orderBy('name')
		.execute();
	return rows.map(templateOf);
}

function templateOf(row: OffboardingTemplateRow): OffboardingTemplate {
	return {
		...{ id: row.id, name: row.name, isFirst: row.is_first === 1, version: row.version },
		values: JSON.parse(row.values_json) as Record<string, string>,
	};
}

/**
 * What a new form about somebody begins with: the manager of the directory, and what the chosen template says, or the
 * one that the organisation begins with.
 *
 * @param id of the query; `none` for an empty form
 */
export async function filledBy(
	services: Services,
	call: MemberCall,
	chosen: Chosen,
	id: string,
): Promise<Record<string, string>> {
	const all = await templatesOf(services, call.member);
	const template = all.find((one) => (id === '' ? one.isFirst : one.id === id));
	const { values = {} } = template ?? {};
	const own = chosen.manager?.userPrincipalName ?? chosen.manager?.mail ?? '';
	return {
		...values,
		manager: values.manager || own,
		outOfOffice: textFor(values.outOfOffice ?? '', chosen, call.member.organisation.name),
		...(template
			? { template: template.id, policy: `${template.name}, version ${template.version}` }
			: { template: 'none' }),
	};
}

/** Names in place of `{name}`, `{manager}` and `{organisation}`. What comes out is text for the form, to be read and changed. */
export function textFor(text: string, { person, manager }: Chosen, organisation: string): string {
	const names: Readonly<Record<string, string>> = {
		'{name}': person.displayName ?? person.userPrincipalName ?? '',
		'{manager}': manager?.displayName ?? manager?.userPrincipalName ?? organisation,
		'{organisation}': organisation,
	};
	return text.replace(/\{(name|manager|organisation)\}/g, (mark) => names[mark] ?? mark);
}

/**
 * Makes a template or changes one.
 *
 * @param id null for a new one
 * @returns false where another has the name
 * @throws HttpError 403, 404, 409
 */
export async function saveTemplate(
	services: Services,
	member: Member,
	id: string | null,
	{ name, isFirst, ...values }: z.output<typeof templateForm>,
): Promise<boolean> {
	refuseOthers(member);
	const organisationId = member.organisation.id;
	const row = { name, is_first: isFirst === 'yes' ? 1 : 0, values_json: JSON.stringify(values) };
	return await services.db.transaction().execute(async (tx) => {
		await lockOrganisation(tx, organisationId);
		const others = (await templatesOf({ db: tx }, member)).filter((one) => one.id !== id);
		if (others.some((one) => one.name.toLowerCase() === name.toLowerCase())) return false;
		if (id === null && others.length >= MOST) throw tooMany();
		if (row.is_first === 1) await nobodyFirst(tx, organisationId);
		const changed_at = services.now().toISOString();
		if (id === null) {
			const fresh = { id: randomUUID(), organisation_id: organisationId, version: 1 };
			await tx
				.insertInto('offboarding_template')
				.values({ ...fresh, ...row, changed_at })
				.execute();
		} else {
			const changed = await tx
				.updateTable('offboarding_template')
				.set((eb) => ({ ...row, changed_at, version: eb('version', '+', 1) }))
				.where('id', '=', id)
				.where('organisation_id', '=', organisationId)
				.returning('id')
				.executeTakeFirst();
			if (!changed) throw notFound();
		}
		await note(services, tx, member, id === null ? 'made' : 'changed');
		return true;
	});
}

/** Deletes one. What was started with it keeps its name and version. @throws HttpError 403, 404 */
export async function deleteTemplate(
	services: Services,
	member: Member,
	id: string,
): Promise<void> {
	refuseOthers(member);
	await services.db.transaction().execute(async (tx) => {
		const deleted = await tx
			.deleteFrom('offboarding_template')
			.where('id', '=', id)
			.where('organisation_id', '=', member.organisation.id)
			.returning('id')
			.executeTakeFirst();
		if (!deleted) throw notFound();
		await note(services, tx, member, 'deleted');
	});
}

async function nobodyFirst(tx: Queries, organisationId: string): Promise<void> {
	await tx
		.updateTable('offboarding_template')
		.set({ is_first: 0 })
		.where('organisation_id', '=', organisationId)
		.execute();
}

async function note(services: Services, tx: Queries, member: Member, what: string): Promise<void> {
	const act = { type: 'organisation.template', by: member.accountId, facts: { what } } as const;
	await recordAct(services, tx, member.organisation.id, act);
}

const tooMany = (): HttpError =>
	new HttpError(409, `There are ${MOST} templates. Delete one that nobody needs any more.`);

function refuseOthers({ role }: Member): void {
	if (!can(role, 'organisation:manage')) throw new HttpError(403, 'Your role does not allow this.');
}
