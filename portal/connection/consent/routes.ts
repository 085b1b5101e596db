import {
	ConnectionError,
	consentAddress,
	DirectoryError,
	GraphFailure,
	mayConsent,
	personOfCode,
	proofAddress,
	workTenantId,
	type ConsentApp,
} from '../../../runner';
import { checkedWithPatience } from './patience';
import type { MemberCall } from '../../http/call';
import { HttpError, notFound } from '../../http/http-error';
import { parseForm } from '../../http/form';
import type { Routes } from '../../http/routes';
import { setWizardStep } from '../../organisations/organisations';
import { z } from 'zod/v4';
import { actorOf } from '../../audit/acts';
import { connectTenant } from '../connect';
import { groupOf, scopeFields } from '../connection-forms';
import type { ConnectionParts } from '../connection-parts';
import { tenantsOf } from '../tenants';
import { beginAttempt, endAttempt, newChallenge, type Attempt } from './attempts';
import { refusalOf } from './refusals';

const CONSENTED = '/connect/microsoft/consented';
const PROVED = '/connect/microsoft/proved';

/**
 * Connecting a tenant by consent at Microsoft, in three steps: an admin lets our app in; a token of that tenant shows
 * that it is in; and a sign-in shows that whoever connects is an admin there. Without the last, anybody who knows the
 * id of a tenant that has let the app in could connect it: the address Microsoft leads back to can be written by hand.
 */
export function addConsentRoutes(routes: Routes, parts: ConnectionParts): void {
	routes.member('post', '/settings/integrations/consent', 'connection:manage', async (call) => {
		const form = parseForm(z.object(scopeFields), call.body);
		const scope = form.ok ? groupOf(form.value) : form.errors[0];
		if (!scope || 'says' in scope) throw new HttpError(400, scope?.says ?? 'Choose which people.');
		await goToMicrosoft(parts, call, scope.group);
	});
	routes.member('get', CONSENTED, 'connection:manage', async (call) => {
		const app = appOf(parts);
		const attempt = await end(parts, call, 'consent');
		if (attempt === null) return refused(call, NOT_BEGUN_HERE);
		if (call.query('error') !== '' || call.query('admin_consent').toLowerCase() !== 'true') {
			const [error, description] = [call.query('error'), call.query('error_description')];
			return refused(call, refusalOf({ error, description }));
		}
		const tenantId = workTenantId(call.query('tenant'));
		if (tenantId === null)
			return refused(call, 'This is no tenant of work or school. Begin again.');
		await orRefused(call, async () => {
			await checkedWithPatience({ ...app, tenantId });
			const { sent, ...challenge } = newChallenge();
			const { group } = attempt;
			const state = await begin(parts, call, { step: 'proof', group, tenantId, challenge });
			const asked = { redirectUri: addressOf(parts, PROVED), state, nonce: challenge.nonce };
			call.redirect(proofAddress(app, tenantId, asked, sent));
		});
	});
	addProof(routes, parts);
}

/** Leads to Microsoft's page where an admin lets the app in. */
export async function goToMicrosoft(
	parts: ConnectionParts,
	call: MemberCall,
	group: string | null,
): Promise<void> {
	const app = appOf(parts);
	const state = await begin(parts, call, { step: 'consent', group });
	call.redirect(consentAddress(app, addressOf(parts, CONSENTED), state));
}

function addProof(routes: Routes, parts: ConnectionParts): void {
	routes.member('get', PROVED, 'connection:manage', async (call) => {
		const app = appOf(parts);
		const attempt = await end(parts, call, 'proof');
		if (attempt === null) return refused(call, NOT_BEGUN_HERE);
		const code = call.query('code');
		if (code === '') {
			const [error, description] = [call.query('error'), call.query('error_description')];
			return refused(call, refusalOf({ error, description }));
		}
		await orRefused(call, async () => {
			const connection = { ...app, tenantId: attempt.tenantId };
			const answer = { code, redirectUri: addressOf(parts, PROVED) };
			const person = await personOfCode(app, attempt.tenantId, answer, attempt.challenge);
			if (!(await mayConsent(connection, person.objectId)))
				return refused(call, notAnAdmin(person.name));
			const { tenantId } = await connectTenant(
				parts.services,
				call.member,
				connection,
				attempt.group,
			);
			await setWizardStep(parts.services, call.member, 'done');
			const tenants = await tenantsOf(parts.services.db, call.member.organisation.id);
			const tenant = tenants.find((one) => one.tenantId === tenantId);
			if (tenant) parts.syncs.start(tenant, { actor: actorOf(call.visitor.accountId) });
			// The set-up ends on the dashboard, from wherever the last step was done.
			const { wizardStep } = call.member.organisation;
			call.redirect(wizardStep === 'done' ? '/settings/integrations' : '/');
		});
	});
}

const NOT_BEGUN_HERE =
	'This was not begun in this browser, was used already, or took longer than 20 minutes. Nothing was connected. Begin again.';

const notAnAdmin = (name: string): string =>
	`${name === '' ? 'The account' : name} is not a Global Administrator or Privileged Role Administrator of this tenant. Nothing was connected. Begin again, and sign in as one; a role in PIM has to be activated first.`;

/** Where this installation has no app of its own there is no such page. */
function appOf({ consentApp }: ConnectionParts): ConsentApp {
	if (consentApp === null) throw notFound();
	return consentApp;
}

const addressOf = ({ services }: ConnectionParts, path: string): string =>
	`${services.config.publicUrl}${path}`;

const travellerOf = ({ visitor, member }: MemberCall) => ({
	visitor,
	organisationId: member.organisation.id,
});

const begin = async ({ services }: ConnectionParts, call: MemberCall, attempt: Attempt) =>
	await beginAttempt(services, travellerOf(call), attempt);

const end = async <S extends Attempt['step']>(
	{ services }: ConnectionParts,
	call: MemberCall,
	step: S,
) => await endAttempt(services, travellerOf(call), step, call.query('state'));

function refused(call: MemberCall, says: string): void {
	const page = { title: 'Not connected', nav: 'settings', says };
	call.page('connection/views/refused', page, 400);
}

/** What the tenant or Microsoft refuses is told on a page; everything else is ours. */
async function orRefused(call: MemberCall, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		const isForPeople =
			error instanceof ConnectionError ||
			error instanceof GraphFailure ||
			error instanceof DirectoryError;
		if (!isForPeople) throw error;
		refused(call, error.message);
	}
}
