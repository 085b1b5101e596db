import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Member } from '../accounts/visitor';
import { actorOf, recordNow } from '../audit/acts';
import { tenantsOf } from '../connection/tenants';
import { HttpError } from '../http/http-error';
import type { Services } from '../services';
import { can } from '../team/roles';
import * as organisation from './organisation-part';
import { PEOPLE, peopleOf } from './people-part';
import { approvalsIn, listsIn, schedulesIn } from './plans-part';
import { readme } from './readme';
import * as runs from './runs-part';
import { EXPORT_FOLDER } from './stale-exports';
import { csv, json, jsonLines } from './tables';
import { Zip } from './zip';

/** An export that can be read, and what is to be called when it was, or when nobody wants it any more. */
export interface OpenExport {
	readonly content: Readable;
	readonly remove: () => Promise<void>;
}

/**
 * Puts everything of an organisation into a ZIP, made while it is read. That it was exported is in the audit log before
 * the first byte, and in the log that is inside.
 *
 * @throws HttpError for everybody but an Owner; KeyError
 */
export async function openExport(services: Services, member: Member): Promise<OpenExport> {
	if (!can(member.role, 'organisation:export')) {
		throw new HttpError(403, 'Only an Owner can export everything.');
	}
	const { id, name } = member.organisation;
	await recordNow(services, member, { type: 'organisation.exported' });
	const folder = await mkdtemp(join(services.config.dataFolder, EXPORT_FOLDER));
	const remove = () => rm(folder, { recursive: true, force: true });
	try {
		const bundle = join(folder, 'audit');
		const actor = actorOf(member.accountId);
		await services.runner.audit
			.of(id)
			.exportBundle({ folder: bundle, from: null, personal: false, actor });
		const at = services.now();
		const zip = new Zip(at);
		zip.addText('README.txt', readme(name, at));
		await addOrganisation(zip, services, id);
		await addTenants(zip, services, id);
		zip.add('audit.csv', () => services.runner.audit.of(id).csv({}, actor));
		await zip.addFolder(bundle, 'audit');
		return { content: zip.end(), remove };
	} catch (error) {
		await remove();
		throw error;
	}
}

async function addOrganisation(zip: Zip, services: Services, id: string): Promise<void> {
	zip.addText('organisation.json', json(await organisation.settingsOf(services, id)));
	const { MEMBERS, INVITATIONS, COVERED, INVOICES } = organisation;
	const members = await organisation.membersOf(services, id);
	const invitations = await organisation.invitationsOf(services, id);
	const covered = await organisation.coveredOf(services, id);
	const invoices = await organisation.invoicesOf(services, id);
	zip.add('members.csv', () => csv(MEMBERS, members));
	zip.add('invitations.csv', () => csv(INVITATIONS, invitations));
	zip.add('covered.csv', () => csv(COVERED, covered));
	zip.add('invoices.csv', () => csv(INVOICES, invoices));
	zip.add('approvals.jsonl', () => jsonLines(approvalsIn(services, id)));
}

/** What is known of the organisation's tenants, and of no other. */
async function addTenants(zip: Zip, services: Services, id: string): Promise<void> {
	const tenants = await tenantsOf(services.db, id);
	for (const { tenantId, group } of tenants) {
		zip.add(`employees/${tenantId}.csv`, () =>
			csv(PEOPLE, peopleOf(services, { tenantId, group })),
		);
	}
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const all = () => runs.runsOf(services, tenantIds);
	zip.add('offboardings.csv', () => csv(runs.RUNS, runs.runLines(all())));
	zip.add('offboardings.jsonl', () => jsonLines(runs.runRecords(services, all())));
	zip.add('events.jsonl', () => jsonLines(runs.runEvents(services, all())));
	zip.add('follow-ups.jsonl', () => jsonLines(runs.followUpsOf(services, all())));
	zip.add('schedules.jsonl', () => jsonLines(schedulesIn(services, tenantIds)));
	zip.add('lists.jsonl', () => jsonLines(listsIn(services, tenantIds)));
}
