import { auditFilter } from '../audit/audit-filter';
import { bulkFilter } from '../bulks/bulk-list';
import type { Tenant } from '../connection/tenants';
import { stateOf } from '../employees/list-state';
import type { Read } from '../http/columns';
import { runFilter } from '../offboardings/run-list';
import { reportFilter } from '../reports/report-filter';
import { scheduleFilter } from '../schedules/schedule-list';
import type { Permission } from '../team/roles';

type Fields = Readonly<Record<string, string>>;

/** A list whose state can be kept under a name. */
interface List {
	readonly path: string;
	readonly word: string;
	readonly permission: Permission;
	/** What the list understands of an address, its page aside: nothing else is kept, and nothing else is used. */
	readonly fields: (read: Read, tenants: readonly Tenant[]) => Fields;
}

const offboardings = 'offboardings:read';

export const LISTS = {
	employees: {
		...{ path: '/employees', word: 'Employees', permission: 'employees:read' },
		fields: (read) => {
			const { after: _after, before: _before, allHref: _allHref, ...fields } = stateOf(read);
			return fields;
		},
	},
	offboardings: {
		...{ path: '/offboardings', word: 'Runs', permission: offboardings },
		fields: (read, tenants) => ({ ...runFilter(read, tenants) }),
	},
	schedules: {
		...{ path: '/schedules', word: 'Scheduled', permission: offboardings },
		fields: (read, tenants) => ({ ...scheduleFilter(read, tenants) }),
	},
	bulks: {
		...{ path: '/bulks', word: 'Lists of people', permission: offboardings },
		fields: (read, tenants) => ({ ...bulkFilter(read, tenants) }),
	},
	reports: {
		...{ path: '/reports', word: 'Reports', permission: 'reports:read' },
		fields: (read, tenants) => ({ ...reportFilter(read, tenants) }),
	},
	audit: {
		...{ path: '/audit', word: 'Audit', permission: 'audit:read' },
		fields: (read) => ({ ...auditFilter(read) }),
	},
} as const satisfies Readonly<Record<string, List>>;

export type ListKey = keyof typeof LISTS;

export const LIST_KEYS = Object.keys(LISTS) as readonly ListKey[];

/** A text of the database or a form, as a list. */
export const listKeyOf = (text: string): ListKey | null =>
	LIST_KEYS.find((key) => key === text) ?? null;

/** What a list understands of some fields, wherever they come from; those that say something, in the list's order. */
export function understood(key: ListKey, read: Read, tenants: readonly Tenant[]): Fields {
	const { fields }: List = LISTS[key];
	return Object.fromEntries(
		Object.entries(fields(read, tenants)).filter(([, value]) => value.trim() !== ''),
	);
}

/** Reads what was kept, by whatever version. */
export const readKept =
	(kept: Readonly<Record<string, unknown>>): Read =>
	(name) => {
		const value = Object.hasOwn(kept, name) ? kept[name] : '';
		return typeof value === 'string' ? value : '';
	};
