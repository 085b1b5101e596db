import { describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../../nodes/ForwardEmail/forwardEmail.step';
import { setOutOfOffice } from '../../../../nodes/SetOutOfOffice/setOutOfOffice.step';
import { GraphFailure } from '../../../../nodes/shared/graph';
import {
	heldMailboxOf,
	itemWithoutMailbox,
	NO_MAILBOX,
	whyNoMailbox,
} from '../../../../nodes/shared/holdings/mailbox';
import { eachRehearsal } from '../../../harness/eachRehearsal';
import { personIn, type Case } from '../../../harness/people';

const test = eachRehearsal();

const STEPS = [
	['forward email', forwardEmail],
	['set out-of-office', setOutOfOffice],
] as const;

/** The four reasons, each by what only it says. */
const REASONS: readonly (readonly [string, Case, 'skipped' | 'blocked', string])[] = [
	['has never had one', 'noMailbox', 'skipped', 'no licence for Exchange Online and no mail'],
	['has it on-premises', 'mailboxElsewhere', 'skipped', 'synced from Active Directory'],
	['has it soft-deleted', 'mailboxDeleted', 'skipped', 'licence was removed'],
	['has it behind a policy', 'mailboxPolicy', 'blocked', 'An application access policy'],
];

describe.each(STEPS)('%s', (_, step) => {
	it.each(REASONS)('of somebody who %s', async (_case, who, status, reason) => {
		const { scene } = test;
		if (who === 'mailboxElsewhere') {
			personIn(scene.sandbox, who).profile.onPremisesSyncEnabled = true;
		}
		for (const dryRun of [true, false]) {
			const outcome = await scene.offboard(step, {}, who, { dryRun });
			expect(outcome.status).toBe(status);
			expect(outcome.items[0]?.requestId).not.toBeNull();
			const fitting = REASONS.filter(([, , , own]) => outcome.reason?.includes(own));
			expect(fitting.map(([, other]) => other)).toEqual([who]);
			expect(outcome.reason).toContain(reason);
		}
		expect(personIn(scene.sandbox, who).mailbox.rules).toEqual([]);
		expect(personIn(scene.sandbox, who).mailbox.automaticReplies.status).toBe('disabled');
	});
});

const EXCHANGE = { service: 'exchange', capabilityStatus: 'Enabled' };
const MAIL = 'a@contoso.com';

describe('why there is no mailbox', () => {
	it.each([
		[{ userType: 'Guest', mail: MAIL, assignedPlans: [] }, 'is a guest'],
		[{ mail: MAIL, assignedPlans: [EXCHANGE] }, 'licensed for Exchange Online, yet'],
		[
			{ mail: MAIL, onPremisesSyncEnabled: true, assignedPlans: [EXCHANGE] },
			'has the address a@contoso.com, so the mailbox is most likely on-premises',
		],
		[
			{ mail: null, onPremisesSyncEnabled: true, assignedPlans: [] },
			'no licence for Exchange Online and no mail address',
		],
		[{ mail: MAIL, assignedPlans: [] }, 'the address a@contoso.com, but no licence'],
		[
			{ mail: MAIL, assignedPlans: [{ ...EXCHANGE, capabilityStatus: 'Deleted' }] },
			'licence was removed',
		],
		[
			{ assignedPlans: [{ ...EXCHANGE, capabilityStatus: 'Deleted' }, EXCHANGE] },
			'licensed for Exchange Online, yet',
		],
		[
			{ assignedPlans: [{ service: 'SharePoint', capabilityStatus: 'Enabled' }] },
			'no licence for Exchange Online and no mail address',
		],
		[{ mail: null, assignedLicenses: [] }, 'no licence for Exchange Online and no mail'],
		[{ mail: MAIL, assignedLicenses: [{}] }, NO_MAILBOX],
		[{}, NO_MAILBOX],
	])('of %j: %s', (owner, reason) => {
		expect(whyNoMailbox(owner)).toContain(reason);
	});

	it('says no more than Exchange where the directory can not be asked', () => {
		expect(whyNoMailbox(null)).toBe(NO_MAILBOX);
	});
});

const TARGET = { target: 'Inbox rule' };

function refusal(facts: Partial<GraphFailure>): GraphFailure {
	return new GraphFailure({
		kind: 'forbidden',
		status: 403,
		code: 'ErrorAccessDenied',
		message: 'a message',
		graphMessage: 'Access is denied. Check credentials and try again.',
		missingPermission: null,
		requestId: 'r-1',
		attempts: 1,
		retryAfterMs: null,
		leftOpen: false,
		...facts,
	});
}

describe('a refusal', () => {
	it('with the permission granted is a policy or a scope, which Exchange does not tell apart', () => {
		const item = itemWithoutMailbox(TARGET, refusal({}), null, 'read');
		expect(item).toMatchObject({ status: 'blocked', requestId: 'r-1' });
		expect(item.reason).toContain('although the permission is granted');
	});

	it('without the permission names the permission, not a policy', () => {
		const failure = refusal({ missingPermission: 'MailboxSettings.ReadWrite' });
		const item = itemWithoutMailbox(TARGET, failure, null, 'read');
		expect(item).toMatchObject({ status: 'blocked', reason: 'a message' });
	});

	it('of a mailbox nobody knows, of an account that is there, is no mailbox', () => {
		const failure = refusal({ kind: 'notFound', status: 404, code: 'ErrorItemNotFound' });
		const body = { mail: null, assignedPlans: [] };
		const owner = { ok: true, status: 200, body, requestId: null, at: '', attempts: 1 } as const;
		expect(itemWithoutMailbox(TARGET, failure, owner, 'read').status).toBe('skipped');
		expect(itemWithoutMailbox(TARGET, failure, owner, 'write').status).toBe('failed');
		expect(itemWithoutMailbox(TARGET, failure, null, 'read').status).toBe('failed');
	});

	it('is kept by the look-up in the same words', () => {
		const none = refusal({ kind: 'notFound', status: 404, code: 'MailboxNotEnabledForRESTAPI' });
		expect(heldMailboxOf({ ok: false, failure: none }).reason).toBe(NO_MAILBOX);
		const owner = { mail: null, assignedPlans: [] };
		expect(heldMailboxOf({ ok: false, failure: none }, owner).reason).toBe(whyNoMailbox(owner));
		const policy = refusal({ graphMessage: '[RAOP] : Blocked by AppOnly AccessPolicy' });
		expect(heldMailboxOf({ ok: false, failure: policy }).reason).toContain(
			'An application access policy',
		);
	});
});
