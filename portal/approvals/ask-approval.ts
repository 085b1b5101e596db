import { randomUUID } from 'node:crypto';
import type { CaseFacts, Person, PlannedTime, StepChoices } from '../../runner';
import { recordAct } from '../audit/acts';
import type { Tenant } from '../connection/tenants';
import type { Queries } from '../database/schema';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import { postWanted } from '../mail-choices/post-wanted';
import { askerOf } from '../offboardings/asker';
import { coverEmployees } from '../organisations/coverage';
import type { Services } from '../services';
import { hashOfWish, type AddTo, type ApprovalKind, type FrozenWish } from './approval-record';
import { askedMail } from './approval-mails';
import { approversFor, emailKeyOf, type Approver } from './approvers';
import type { ApprovalReason } from './approval-record';

/** So long something that is not scheduled can be approved. */
export const EXPIRES_AFTER_MS = 72 * 3_600_000;

/** What somebody wants a second person's word for. */
export interface AskedFor {
	readonly kind: ApprovalKind;
	readonly why: ApprovalReason;
	readonly time: PlannedTime | null;
	readonly ticket: string | null;
	readonly caseFacts: CaseFacts;
	readonly choices: StepChoices;
	readonly members: readonly {
		readonly person: Person;
		readonly manager: string | null;
		readonly ticket?: string | null;
		readonly caseFacts?: CaseFacts | null;
	}[];
	/** See `FrozenWish`. */
	readonly addTo?: AddTo;
}

/**
 * Asks for approval: what is asked for is frozen, and everybody who may approve gets a mail, all in one transaction. A
 * second press, or a second person who asks for the same, comes to the request that waits already.
 *
 * @returns its id
 * @throws HttpError 409 where nobody may approve, or the trial covers nobody more
 */
export async function askApproval(
	services: Services,
	call: MemberCall,
	tenant: Tenant,
	wanted: AskedFor,
): Promise<string> {
	await refuseUncovered(services, tenant, wanted);
	const wish = frozen(call, tenant, wanted);
	return await services.db.transaction().execute(async (tx) => {
		const { organisation, accountId } = call.member;
		const emailKey = (await emailKeyOf(tx, accountId)) ?? '';
		const approvers = await approversFor(tx, organisation.id, { accountId, emailKey });
		if (approvers.length === 0) throw nobodyElse();
		const by = { accountId, emailKey, organisationId: organisation.id };
		const row = rowOf(wish, wanted, { ...by, at: services.now() });
		const made = await tx
			.insertInto('approval')
			.values(row)
			.onConflict((conflict) => conflict.column('open_key').doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!made) return await waitingOne(tx, organisation.id, row.open_key);
		await tell(services, tx, { approvers, wish, row, tenant });
		const facts = { approval: row.id, tenant: tenant.tenantId, people: row.people, why: row.why };
		const act = { type: 'approval.asked', by: accountId, facts } as const;
		await recordAct(services, tx, organisation.id, act);
		return row.id;
	});
}

/** Whoever can't be started is not asked about. The places are taken when it starts. */
async function refuseUncovered(services: Services, tenant: Tenant, { members }: AskedFor) {
	const giveBack = await coverEmployees(
		services,
		tenant,
		members.map(({ person }) => person.id),
	);
	await giveBack();
}

function frozen(call: MemberCall, { tenantId }: Tenant, wanted: AskedFor): FrozenWish {
	const { kind, time, ticket, caseFacts, choices, members, addTo } = wanted;
	return {
		...{ kind, tenantId, asker: askerOf(call), time, ticket, caseFacts, choices },
		members: members.map(({ person, manager, ...own }) => ({
			...{ user: person.id, manager },
			name: person.displayName ?? person.userPrincipalName ?? person.id,
			address: person.userPrincipalName ?? person.id,
			...{ ticket: own.ticket ?? null, caseFacts: own.caseFacts ?? null },
		})),
		...(addTo === undefined ? {} : { addTo }),
	};
}

function rowOf(
	wish: FrozenWish,
	{ kind, why, time, addTo }: AskedFor,
	by: {
		readonly accountId: string;
		readonly emailKey: string;
		readonly organisationId: string;
		readonly at: Date;
	},
) {
	const { accountId, emailKey, organisationId, at } = by;
	const wish_json = JSON.stringify(wish);
	const [first] = wish.members;
	// Of one person there is one request; of a list, one of the same list by the same person.
	const about =
		kind === 'bulk'
			? `${accountId}/${hashOfWish(JSON.stringify(addTo ? [addTo.schedule, wish.members] : wish.members))}`
			: (first?.user ?? '');
	return {
		...{ id: randomUUID(), tenant_id: wish.tenantId, kind, why, state: 'waiting' },
		organisation_id: organisationId,
		...{ open_key: `${organisationId}/${wish.tenantId}/${about}`, people: wish.members.length },
		...{ wish_json, wish_hash: hashOfWish(wish_json) },
		...{ asked_by: accountId, asked_email_key: emailKey, asked_at: at.toISOString() },
		...timesOf(time, addTo, at),
		...{ held_at: null, decided_by: null, decided_at: null, reason: null, result_id: null },
	};
}

/** Who was not agreed to in time is not on the list when it starts: then there is nothing to hold. */
function timesOf(time: PlannedTime | null, addTo: AddTo | undefined, at: Date) {
	// A list that is held has no time that it starts at.
	if (addTo && time && time.dueAt > at.toISOString()) {
		return { due_at: null, expires_at: time.dueAt };
	}
	if (time && !addTo) return { due_at: time.dueAt, expires_at: null };
	const expires_at = new Date(at.getTime() + EXPIRES_AFTER_MS).toISOString();
	return { due_at: null, expires_at };
}

async function waitingOne(tx: Queries, organisationId: string, key: string): Promise<string> {
	const { id } = await tx
		.selectFrom('approval')
		.select('id')
		.where('open_key', '=', key)
		.where('organisation_id', '=', organisationId)
		.executeTakeFirstOrThrow();
	return id;
}

async function tell(
	services: Services,
	tx: Queries,
	{
		approvers,
		wish,
		row,
		tenant,
	}: {
		readonly approvers: readonly Approver[];
		readonly wish: FrozenWish;
		readonly row: ReturnType<typeof rowOf>;
		readonly tenant: Tenant;
	},
): Promise<void> {
	const about = { id: row.id, people: row.people, wish };
	const when = { expiresAt: row.expires_at, dueAt: row.due_at };
	const names = { tenant: tenant.name, asker: wish.asker.name };
	for (const { email } of approvers) {
		const mail = askedMail(services.config, email, { ...about, ...when }, names);
		const { organisationId } = tenant;
		await postWanted(services, tx, 'approvals', { ...mail, organisationId });
	}
}

const nobodyElse = (): HttpError =>
	new HttpError(
		409,
		'A second person has to approve this, and nobody else of your organisation may. Invite somebody as Manager or Admin, on the page Team. Nothing was started.',
	);
