import {
	ConnectionError,
	GraphFailure,
	UndoError,
	type GraphConnection,
	type RunRecord,
} from '../../runner';
import { actorOf } from '../audit/acts';
import type { Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import { ownAccountOf } from '../offboardings/chosen';
import { reportFolder } from '../offboardings/start-offboarding';
import type { Services } from '../services';

/**
 * Why whoever looks may not undo this run; null: they may. What two people have done, one alone does not undo, and
 * nobody gives themselves access back.
 */
export async function whyNotBy(
	services: Services,
	{ visitor, member }: MemberCall,
	{ offboarding, request }: RunRecord,
	tenant: Tenant,
): Promise<string | null> {
	const isOwn = await ownAccountOf(services, visitor, tenant);
	if (offboarding && isOwn(offboarding.employee)) {
		return 'This is your own account. Somebody else has to undo this.';
	}
	if (member.organisation.requiresApproval) {
		return 'A second person has to agree to every offboarding here, and an undo gives access back on the word of one alone. Give the person back what they need by hand, each of you what you may, or turn the rule off on the page Team.';
	}
	// A list of more than one person may decide about is agreed to by two, whatever the organisation's rule is.
	if (request.caseFacts?.approvedAt !== undefined) {
		return 'Two people agreed to this offboarding, and an undo gives access back on the word of one alone. Give the person back what they need by hand, each of you what you may.';
	}
	return null;
}

/**
 * Begins an undo, or goes on with one that was interrupted. It goes on when the browser is gone.
 *
 * @param seen how many undos whoever asks has seen
 * @returns its number as soon as it is in the journal; that of the one under way, or made meanwhile, where there is one
 * @throws HttpError in words for people, KeyError, DatabaseError
 */
export async function startUndo(
	services: Services,
	{ visitor }: MemberCall,
	{ run, tenant }: { readonly run: RunRecord; readonly tenant: Tenant },
	{ reason, seen }: { readonly reason: string; readonly seen?: number },
): Promise<number> {
	const { runner, log } = services;
	const request = {
		connection: await connectionOf(services, tenant),
		...{ reason, ...(seen === undefined ? {} : { seen }) },
		askedBy: `${visitor.name} <${visitor.email}>`,
		actor: actorOf(visitor.accountId),
		spareFolder: await reportFolder(services, tenant.organisationId),
	};
	return await new Promise((resolve, reject) => {
		let hasBegun = false;
		const onBegun = (_id: string, number: number) => {
			hasBegun = true;
			resolve(number);
		};
		runner.undo(run.id, { ...request, onBegun }).catch((error: unknown) => {
			const other = error instanceof UndoError ? error.undoId : null;
			if (other !== null) resolve(Number(other.split('-U').at(-1)));
			reject(inWords(error));
			if (hasBegun) log.error({ err: error }, 'an undo stopped; it can be gone on with');
		});
	});
}

/** @throws HttpError where the tenant is not connected */
export async function connectionOf(
	{ runner }: Services,
	{ connectionId }: Tenant,
): Promise<GraphConnection> {
	if (connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	return await runner.connections.open(connectionId);
}

/** What can't be done, in words; everything else as it is. */
export function inWords(error: unknown): Error {
	const isForPeople =
		error instanceof UndoError || error instanceof GraphFailure || error instanceof ConnectionError;
	if (isForPeople) return new HttpError(409, error.message, { cause: error });
	return error instanceof Error ? error : new Error('It was not undone.', { cause: error });
}
