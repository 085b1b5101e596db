import { z } from 'zod/v4';
import { LookUpRefused, sightOf } from '../../runner';
import type { MemberCall } from '../http/call';
import { parseForm, typedIn, type FieldError } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import { askerOf } from '../offboardings/asker';
import { NOT_SEEN } from '../offboardings/new-form';
import { previewOf, readPreview, type Preview } from '../offboardings/previews';
import { shownTime } from '../schedules/schedule-time';
import type { Services } from '../services';
import { pathOfResult, titleOf } from './approval-record';
import { endApproval, refuseToApprove } from './decide';
import { approvalsOf, isTooLate, oneApproval, whyNot, type OwnApproval } from './own-approvals';
import { peopleIn } from './people-in';
import { setApprovalRule } from './rule';
import { startApproved } from './start-approved';

const PAGE = { nav: 'approvals' } as const;
const answerForm = z.object({
	hash: z.string().max(64).default(''),
	preview: z.string().max(60).default(''),
	reason: z.string().trim().max(500, 'At most 500 characters.').default(''),
});

/** What waits for a second person, and their answer. */
export function addApprovalRoutes(routes: Routes, services: Services): void {
	routes.member('get', '/approvals', 'offboardings:read', async (call) => {
		const { waiting, over } = await approvalsOf(services, call);
		const shown = (list: readonly OwnApproval[]) =>
			list.map((own) => ({ ...own, title: titleOf(own.approval) }));
		const lists = { waiting: shown(waiting), over: shown(over) };
		call.page('approvals/views/list', { ...PAGE, title: 'Approvals', ...lists });
	});
	routes.member('get', '/approvals/:id', 'offboardings:read', async (call) => {
		const own = await oneApproval(services, call, call.param('id'));
		await show(services, call, own, { errors: [] });
	});
	addPreview(routes, services);
	addAnswers(routes, services);
	addWithdrawal(routes, services);
	routes.member(
		'post',
		'/settings/approval',
		'organisation:manage',
		async (call) => {
			const { required } = typedIn(call.body, ['required']);
			await setApprovalRule(services, call.member, required === 'yes');
			call.redirect('/team');
		},
		{ afterTrial: true },
	);
}

function addPreview(routes: Routes, services: Services): void {
	routes.member('get', '/approvals/:id/preview', 'offboardings:approve', async (call) => {
		const own = await oneApproval(services, call, call.param('id'));
		const preview = await previewNow(services, call, own);
		const view = call.isPartial ? 'offboardings/views/preview' : 'approvals/views/preview-page';
		call.page(view, { ...PAGE, title: 'Preview', ...preview, id: own.approval.id });
	});
}

function addAnswers(routes: Routes, services: Services): void {
	routes.member('post', '/approvals/:id/approve', 'offboardings:approve', async (call) => {
		const own = await oneApproval(services, call, call.param('id'));
		const form = parseForm(answerForm, call.body);
		if (!form.ok) return await show(services, call, own, { errors: form.errors });
		await refuseToApprove(services, call, own, form.value);
		const { preview: id } = form.value;
		const isList = own.approval.kind === 'bulk';
		const seen = isList ? null : await seenStill(services, own, id);
		if (seen === 'other') {
			const preview = await previewNow(services, call, own);
			const notice = id === NOT_SEEN ? READ_FIRST : CHANGED;
			return await show(services, call, own, { errors: [], preview, notice });
		}
		call.redirect(await startApproved(services, call, own, form.value, seen));
	});
	const decline = async (call: MemberCall) => {
		const own = await oneApproval(services, call, call.param('id'));
		const form = parseForm(answerForm, call.body);
		if (!form.ok) return await show(services, call, own, { errors: form.errors });
		const { reason } = form.value;
		if (reason === '') {
			const errors = [{ field: 'reason', says: 'Say why, for whoever asked. Nothing changed.' }];
			return await show(services, call, own, { errors });
		}
		const not = await whyNot(services, call, own);
		if (not !== null) throw new HttpError(403, not);
		await endApproval(services, call, own, 'declined', reason);
		call.redirect(`/approvals/${own.approval.id}`);
	};
	const afterTrial = { afterTrial: true };
	routes.member('post', '/approvals/:id/decline', 'offboardings:approve', decline, afterTrial);
}

function addWithdrawal(routes: Routes, services: Services): void {
	routes.member(
		'post',
		'/approvals/:id/withdraw',
		'offboardings:start',
		async (call) => {
			const own = await oneApproval(services, call, call.param('id'));
			if (own.approval.askedBy !== call.member.accountId) {
				const says = 'Only whoever asked can take it back. Decline it instead.';
				throw new HttpError(403, says);
			}
			await endApproval(services, call, own, 'withdrawn', '');
			call.redirect(`/approvals/${own.approval.id}`);
		},
		{ afterTrial: true },
	);
}

const READ_FIRST = 'Read what will happen, then approve once more. Nothing was started.';
const CHANGED =
	'The account has changed since you read the preview. This is how it is now. Read it, then approve once more. Nothing was changed.';

/** What of the account was seen, where it still is like that; `other` where it is not, or nothing was seen. */
async function seenStill(
	services: Services,
	{ approval, tenant }: OwnApproval,
	previewId: string,
): Promise<string | null> {
	const [member] = approval.wish?.members ?? [];
	if (!member || tenant.connectionId === null) return null;
	const read = await readPreview(services, previewId, tenant, member.user);
	if (read === null) return 'other';
	const { runner } = services;
	const connection = await runner.connections.open(tenant.connectionId);
	const { user, manager } = member;
	try {
		const now = await runner.lookUp({ connection, user, manager, breakGlass: [] });
		return sightOf(now) === read.seen ? read.seen : 'other';
	} catch (error) {
		// The preview says why it would be refused.
		if (error instanceof LookUpRefused) return 'other';
		throw error;
	}
}

async function previewNow(services: Services, call: MemberCall, { approval, tenant }: OwnApproval) {
	const [member] = approval.wish?.members ?? [];
	if (!member || !approval.wish || approval.kind === 'bulk' || tenant.connectionId === null) {
		throw new HttpError(409, 'There is no preview of this.');
	}
	const { ticket, caseFacts, choices } = approval.wish;
	const wish = { user: member.user, manager: member.manager, ticket, caseFacts, choices };
	return await previewOf(services, askerOf(call), tenant, wish);
}

async function show(
	services: Services,
	call: MemberCall,
	own: OwnApproval,
	form: {
		readonly errors: readonly FieldError[];
		readonly preview?: Preview;
		readonly notice?: string;
	},
): Promise<void> {
	const { approval } = own;
	const now = services.now();
	const time = approval.wish?.time ?? null;
	const not = await whyNot(services, call, own);
	const page = { ...PAGE, title: titleOf(approval), ...own, ...form, notSeen: NOT_SEEN };
	const who = { ...(await peopleIn(services, approval)), not };
	const state = {
		isLate: isTooLate(approval, now),
		shown: time && shownTime(time, now),
		result: pathOfResult(approval),
		mayTakeBack: approval.askedBy === call.member.accountId,
		typed: typedIn(call.body, ['reason']),
	};
	const isAgain = form.errors.length > 0 || form.preview !== undefined;
	call.page('approvals/views/approval', { ...page, ...who, ...state }, isAgain ? 422 : 200);
}
