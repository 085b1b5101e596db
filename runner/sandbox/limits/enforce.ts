import { chargesOf, type Charge } from '../../limits/charges';
import { createGate, type Gate } from '../../limits/gate';
import { identityUnits, PUBLISHED } from '../../limits/published';
import type { FaultPlan } from '../faults/plan';
import type { FaultRule } from '../faults/rule';
import type { TenantState } from '../state/tenant';

/** How often the sandbox said 429 because of a limit, and how much it let through. */
export interface LimitCounts {
	allowed: number;
	refused: number;
}

/**
 * Microsoft's published limits in front of the faults: what goes over one is answered 429 with a Retry-After, member by
 * member in a `$batch`. What runs at the same moment is not limited: the sandbox answers one request after the other.
 */
export function withLimits(faults: FaultPlan, tenant: TenantState, counts: LimitCounts): FaultPlan {
	const gates = new Map<string, Gate>();
	const gateOf = ({ limit, of }: Charge): Gate => {
		const key = `${limit}|${of}`;
		const amount =
			limit === 'identityUnits' ? identityUnits(tenant.users.length) : PUBLISHED[limit].amount;
		const gate = gates.get(key) ?? createGate(PUBLISHED[limit], amount);
		gates.set(key, gate);
		return gate;
	};
	const take: FaultPlan['take'] = (method, path, queryText = '') => {
		if (!/^\/(v1\.0|beta)\//.test(path)) return faults.take(method, path, queryText);
		const counted = { method, path: queryText === '' ? path : `${path}?${queryText}` };
		const charges = chargesOf(counted).filter(({ limit }) => limit !== 'outlookAtOnce');
		const now = Date.now();
		const waits = charges.map((charge) => gateOf(charge).waitMs(charge.cost, 0, now));
		const wait = Math.max(0, ...waits);
		if (wait > 0) {
			counts.refused += 1;
			return throttled(method, path, Math.ceil(wait / 1_000));
		}
		for (const charge of charges) gateOf(charge).take(charge.cost, now);
		if (charges.length > 0) counts.allowed += 1;
		return faults.take(method, path, queryText);
	};
	return {
		add: (fault) => faults.add(fault),
		clear: () => faults.clear(),
		get rules() {
			return faults.rules;
		},
		take,
	};
}

function throttled(method: string, path: string, seconds: number): FaultRule {
	return {
		effect: { kind: 'status', status: 429 },
		retryAfter: { kind: 'seconds', seconds },
		...{ method, path },
	};
}
