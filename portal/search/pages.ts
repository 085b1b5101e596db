import { can, type Permission, type Role } from '../team/roles';
import { PLAIN, type Group } from './found';

/** Pages by what somebody would call them. */
const PAGES: readonly (readonly [string, string, Permission, string])[] = [
	['/', 'Dashboard', 'dashboard:read', 'home start overview'],
	['/offboardings', 'Offboarding', 'offboardings:read', 'runs'],
	['/offboardings/new', 'New offboarding', 'offboardings:start', 'start leaver'],
	['/bulks/new', 'Offboard several people', 'offboardings:start', 'list bulk csv upload'],
	['/bulks', 'Lists', 'offboardings:read', 'bulk'],
	['/schedules', 'Scheduled', 'offboardings:read', 'schedule later upcoming'],
	['/approvals', 'Approvals', 'offboardings:read', 'approve second person'],
	['/employees', 'Employees', 'employees:read', 'people directory sync'],
	['/reports', 'Reports', 'reports:read', 'records pdf zip download'],
	['/licences', 'Licences still held', 'employees:read', 'licenses e5 leavers'],
	['/verify', 'Check a record', 'reports:read', 'verify pdf signature'],
	['/audit', 'Audit', 'audit:read', 'log activity'],
	[
		...(['/automations', 'Automations', 'automations:manage'] as const),
		'webhook teams slack jira servicenow rule',
	],
	['/team', 'Team', 'team:read', 'members roles invite mfa approval rule'],
	['/billing', 'Billing', 'billing:manage', 'plan invoice card payment upgrade cancel'],
	['/settings/integrations', 'Settings', 'connection:read', 'connection permissions sync night'],
	['/settings/templates', 'Templates', 'offboardings:read', 'defaults'],
	['/views', 'Saved views', 'dashboard:read', 'lists filters columns'],
	['/settings/export', 'Export everything', 'organisation:export', 'download data'],
	['/settings/delete', 'Delete the organisation', 'organisation:delete', 'close account'],
	['/account', 'Your account', 'dashboard:read', 'password sessions name profile'],
	['/help', 'Help', 'dashboard:read', 'words support guide connect contact amber'],
	['/help/new', 'What is new', 'dashboard:read', 'changelog changes release version'],
	['/account/mfa', 'Two-step sign-in', 'dashboard:read', 'mfa second factor app codes'],
];

/** Forms that are not taken after the trial. */
const BEGINNINGS: ReadonlySet<string> = new Set(['/offboardings/new', '/bulks/new']);

/** Whoever looks. */
interface Seeker {
	readonly role: Role;
	readonly isReadOnly: boolean;
}

/** The pages whose name, or what they are about, begins with what was typed; none that a role may not open. */
export function pagesFor({ role, isReadOnly }: Seeker, search: string): Group {
	const typed = search.toLowerCase();
	const found = PAGES.filter(([href, title, permission, words]) => {
		if (isReadOnly && BEGINNINGS.has(href)) return false;
		const names = [title, ...`${title} ${words}`.split(' ')].map((name) => name.toLowerCase());
		return can(role, permission) && names.some((name) => name.startsWith(typed));
	});
	return {
		...{ key: 'pages', title: 'Pages', hasMore: false, allHref: null },
		hits: found.map(([href, title]) => ({ ...PLAIN, title, href })),
	};
}
