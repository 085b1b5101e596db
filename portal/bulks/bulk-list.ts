import { BULK_KINDS } from '../../runner';
import { tenantsOf, type Tenant } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { readOf, type Read } from '../http/columns';
import { listFilter, listView, type ListFilter } from '../http/list-filter';
import type { Services } from '../services';

const PAGE = 50;

const WORDS = {
	running: 'Under way',
	completed: 'Completed',
	exceptions: 'With exceptions',
	cancelled: 'Cancelled',
} as const satisfies Record<(typeof BULK_KINDS)[number], string>;

const NUMBER = /^BULK-[0-9-]{1,40}$/;

/** What an address narrows the list to. */
export const bulkFilter = (read: Read, tenants: readonly Tenant[]): ListFilter =>
	listFilter(read, BULK_KINDS, tenants);

/** The page of lists that an address asks for: all tenants of the organisation, the newest first. */
export async function bulkList({ runner, db }: Services, call: MemberCall, allHref: string) {
	const tenants = await tenantsOf(db, call.member.organisation.id);
	const filter = bulkFilter(readOf(call), tenants);
	const of = tenants.filter(({ tenantId }) => filter.tenant === '' || tenantId === filter.tenant);
	const ids = of.map(({ tenantId }) => tenantId);
	const kind = BULK_KINDS.find((key) => key === filter.show);
	const after = NUMBER.test(call.query('after')) ? call.query('after') : null;
	const wanted = { search: filter.q, ...(kind && { kind }), ...(after !== null && { after }) };
	const [counts, found] = await Promise.all([
		runner.bulkCounts(ids, { search: filter.q }),
		runner.bulksOf(ids, PAGE + 1, wanted),
	]);
	const bulks = found.slice(0, PAGE).map((bulk) => ({
		...bulk,
		tenant: tenants.find((one) => one.tenantId.toLowerCase() === bulk.tenantId),
	}));
	const list = listView({
		...{ path: '/bulks', allHref, filter, shown: bulks.length },
		searched: 'Number, ticket, or somebody on it',
		kinds: [
			{ key: '', word: 'All', count: counts.all },
			...BULK_KINDS.map((key) => ({ key, word: WORDS[key], count: counts[key] })),
		],
		next: found.length > PAGE ? (bulks.at(-1)?.id ?? null) : null,
		isLater: after !== null,
		words: { first: 'Newest', next: 'Older lists' },
	});
	return { list, bulks, tenants, isEmpty: counts.all === 0 };
}
