import { FollowUpError, type RunnerQueries, type RunRecord } from '../../runner';
import { peopleOfDay } from '../approvals/people-of-day';
import { MOST_ALONE, whyApproval } from '../approvals/rule';
import type { ApprovalReason } from '../approvals/approval-record';
import { actorOf } from '../audit/acts';
import type { Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';
import { refuseSecondRun, SecondRunError } from './second-run';
import { reportFolder } from './start-offboarding';

/** What is written down in the transaction that opens the other run. */
type Together = (tx: RunnerQueries, nextRun: string) => Promise<void>;

/** Who does something about a run, as it is written down. */
export const actOf = ({ visitor }: MemberCall, { id: runId }: RunRecord) => ({
	...{ runId, by: visitor.name, actor: actorOf(visitor.accountId) },
});

/**
 * Starts another offboarding of the same person, as it was asked for the first time. Every step looks first at what is
 * there; devices that were sent a wipe keep their claims, so none is sent a second one.
 *
 * @param together that it goes on where the first one ended: when it throws, nothing is started
 * @returns the number of the other run as soon as it is in the journal
 * @throws HttpError in words for people, KeyError, DatabaseError
 */
export async function startAgain(
	services: Services,
	call: MemberCall,
	{ run, tenant }: { readonly run: RunRecord; readonly tenant: Tenant },
	together: Together,
): Promise<string> {
	const { visitor } = call;
	const { runner, log } = services;
	if (tenant.connectionId === null) throw new HttpError(409, 'Connect the tenant first.');
	const user = run.offboarding?.employee.id ?? run.request.user;
	const alone = approvedOrAlone(services, call, run, { user });
	const request = {
		...asAskedBefore(run),
		...{ user, dryRun: false, mayWait: true },
		together: async (tx: RunnerQueries, id: string) => {
			await together(tx, id);
			await refuseSecondRun(tx, tenant.tenantId, user, id);
			await alone(tx, id);
		},
		connection: await runner.connections.open(tenant.connectionId),
		reportFolder: await reportFolder(services, tenant.organisationId),
		requestedBy: `${visitor.name} <${visitor.email}>`,
		actor: actorOf(visitor.accountId),
	};
	const giveBack = await coverEmployees(services, tenant, [user]);
	return await new Promise((resolve, reject) => {
		let hasBegun = false;
		runner
			.offboard(request, (progress) => {
				if (progress.type !== 'started') return;
				hasBegun = true;
				resolve(progress.id);
			})
			.catch(async (error: unknown) => {
				if (!hasBegun) await giveBack();
				reject(inWords(error));
				if (hasBegun) log.error({ err: error }, 'an offboarding stopped; it goes on by itself');
			});
	});
}

/** So long what a second person agreed to may be tried again without asking anew. */
const APPROVED_FOR_MS = 30 * 24 * 3_600_000;

/**
 * What a second person agreed to may be brought to its end; what nobody was asked about is asked about first. It is asked
 * in the transaction that opens it: of many at the same moment no more come through than of those one after the other.
 *
 * @param about the person, and how many devices; everything that they held, where that is not said
 * @returns what throws HttpError 409
 */
export function approvedOrAlone(
	{ now }: Services,
	call: MemberCall,
	{ request, offboarding }: RunRecord,
	about: { readonly user: string; readonly wipes?: number },
) {
	return async (tx: RunnerQueries, id: string): Promise<void> => {
		const approvedAt = Date.parse(request.caseFacts?.approvedAt ?? '');
		// Who came back after years is not who it was about.
		if (approvedAt > now().getTime() - APPROVED_FOR_MS) return;
		const { user, wipes = offboarding?.holdings.devices?.length ?? 0 } = about;
		const people = await peopleOfDay({ db: asPortal(tx), now }, call, user, id);
		const why = whyApproval(call.member, { people, wipes });
		if (why !== null) throw new HttpError(409, NOT_ALONE[why]);
	};
}

/** The same database: what the two schemas call their tables differs. */
const asPortal = (tx: RunnerQueries) => tx as unknown as Queries;

const NOT_ALONE: Readonly<Record<Exclude<ApprovalReason, 'list'>, string>> = {
	rule: 'A second person has to agree to every offboarding here, and nobody was asked about this one in the last 30 days. Start a new one for this person. Nothing was started.',
	many: `More than ${MOST_ALONE} people within 24 hours, or more than ${MOST_ALONE} devices, are not one person’s to decide about, and nobody was asked about this one in the last 30 days. Start a new one for this person: a second person is asked then. Nothing was started.`,
};

/** Everything but what is of that time only: the account looks another way since the first run. */
function asAskedBefore({ request }: RunRecord) {
	const { tenantId: _tenant, cloud: _cloud, requestedAt: _at, seen: _seen, ...asked } = request;
	return asked;
}

/** What somebody was too late for, or can't be done, in words; everything else as it is. */
export function inWords(error: unknown): Error {
	if (error instanceof SecondRunError) {
		const says = `${error.runId} of this person is under way. Wait for its end. Nothing was started now.`;
		return new HttpError(409, says, { cause: error });
	}
	if (error instanceof FollowUpError) return new HttpError(409, error.message, { cause: error });
	return error instanceof Error ? error : new Error('It was not done.', { cause: error });
}
