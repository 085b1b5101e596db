import { LIMIT_NAMES, PUBLISHED, type LimitName, type Service, type Unit } from './published';
import type { Counted } from '../../nodes/shared/graph/effectJournal';

/** What a request costs of one limit. */
export interface Charge {
	readonly limit: LimitName;
	/** Which mailbox or team; empty for the whole tenant. */
	readonly of: string;
	readonly cost: number;
}

/** A request taken apart: which service counts it, whether it changes something, and what it is about. */
interface Parsed {
	readonly service: Service;
	readonly isWrite: boolean;
	readonly mailbox: string;
	readonly team: string;
	readonly segments: readonly string[];
	readonly query: URLSearchParams;
}

const MAILBOX = new Set(['mailboxsettings', 'mailfolders', 'messages', 'events', 'calendar']);

/** What reads of the directory cost, in resource units; every other costs one. */
const READ_COST: Readonly<Record<string, number>> = {
	users: 2,
	members: 3,
	transitivemembers: 5,
	memberof: 2,
	transitivememberof: 2,
	subscribedskus: 3,
};

/** The service that a request counts against; null for a `$batch`, whose members count. */
export function serviceOf(request: Counted): Service | null {
	return parse(request)?.service ?? null;
}

/**
 * What a request costs of each limit it meets. Nothing for a `$batch` itself: its members count one by one.
 *
 * @see https://learn.microsoft.com/graph/throttling-limits
 */
export function chargesOf(request: Counted): readonly Charge[] {
	const parsed = parse(request);
	if (!parsed) return [];
	return LIMIT_NAMES.flatMap((limit) => {
		const { service, unit, scope } = PUBLISHED[limit];
		if (service !== parsed.service) return [];
		const of = { mailbox: parsed.mailbox, team: parsed.team, tenant: '' }[scope];
		const cost = costOf(unit, parsed);
		return cost === 0 || (scope !== 'tenant' && of === '') ? [] : [{ limit, of, cost }];
	});
}

function parse({ method, path }: Counted): Parsed | null {
	const [address = '', query = ''] = path.split('?');
	const segments = address
		.toLowerCase()
		.replace(/^\/(v1\.0|beta)(?=\/)/, '')
		.split('/')
		.filter((segment) => segment !== '');
	const [first = '', second = '', third = ''] = segments;
	if (first === '$batch') return null;
	const hasMailbox = first === 'users' && MAILBOX.has(third);
	return {
		service: hasMailbox ? 'outlook' : serviceBy(segments),
		isWrite: method !== 'GET',
		mailbox: hasMailbox ? second : '',
		team: first === 'teams' ? second : '',
		segments,
		query: new URLSearchParams(query),
	};
}

function serviceBy(segments: readonly string[]): Service {
	const [first = '', second = ''] = segments;
	if (first === 'devicemanagement' || segments.includes('manageddevices')) return 'intune';
	if (first === 'teams') return 'teams';
	if (first === 'auditlogs' || first === 'reports') return 'reports';
	if (first === 'identityprotection') return 'protection';
	if (first === 'identity' && second === 'conditionalaccess') return 'protection';
	return 'identity';
}

function costOf(unit: Unit, parsed: Parsed): number {
	if (unit === 'request') return 1;
	if (unit === 'write') return parsed.isWrite ? 1 : 0;
	if (parsed.isWrite) return 1;
	const { segments, query } = parsed;
	const base = READ_COST[segments.at(-1) ?? ''] ?? 1;
	const top = Number(query.get('$top') ?? Number.NaN);
	const cost =
		base - (query.has('$select') ? 1 : 0) + (query.has('$expand') ? 1 : 0) - (top < 20 ? 1 : 0);
	return Math.max(1, cost);
}
