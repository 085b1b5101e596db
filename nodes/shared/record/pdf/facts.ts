import type { StructElement } from '../../vendor/pdfkit';
import { PAGE, STYLE, TEXT_WIDTH, type Style } from './look';
import { heading, LONGEST_NAME, type Drawing } from './drawing';
import { authorityFacts } from './authorityFacts';

interface Fact {
	readonly name: string;
	readonly value: string | null;
	readonly style?: Style;
}

const REHEARSAL = 'Rehearsal (not Microsoft 365)';

const NAME = 82;
/** Wide enough for an object id on one line. */
const LEFT = { x: PAGE.left, width: 270 };
const RIGHT = { x: PAGE.left + 286, width: TEXT_WIDTH - 286 };

/** Who, where, by whom and when: the fields an auditor samples. */
export function drawFacts(drawing: Drawing): void {
	const section = heading(drawing, 'The facts', 120);
	const left = personFacts(drawing);
	const right = requestFacts(drawing);
	for (let at = 0; at < Math.max(left.length, right.length); at++) {
		const columns = [
			...factColumns(drawing, section, left[at], LEFT),
			...factColumns(drawing, section, right[at], RIGHT),
		];
		drawing.sheet.row(columns);
		drawing.sheet.y += 2.5;
	}
}

function factColumns(
	{ sheet }: Drawing,
	section: StructElement,
	fact: Fact | undefined,
	{ x, width }: { readonly x: number; readonly width: number },
): Parameters<Drawing['sheet']['row']>[0] {
	if (!fact) return [];
	const entry = sheet.element('P', section);
	const { name, value, style = STYLE.body } = fact;
	const shown = value === null || value === '' ? 'Not known' : value;
	const valueStyle = shown === value ? style : STYLE.soft;
	return [
		{
			x,
			lines: sheet.lines([{ text: name, style: STYLE.soft }], NAME - 8),
			element: entry,
			tag: 'P',
		},
		{
			x: x + NAME,
			lines: sheet.lines([{ text: shown, style: valueStyle, longest: LONGEST_NAME }], width - NAME),
			element: entry,
			tag: 'P',
		},
	];
}

function personFacts({ offboarding: { employee, manager, request } }: Drawing): Fact[] {
	const { workerType, departure } = request.caseFacts ?? {};
	const optional: Fact[] = [
		{ name: 'Employee id', value: employee.employeeId },
		{ name: 'Worker type', value: workerType ?? employee.employeeType },
		{ name: 'Departure', value: departure ?? null },
		{ name: 'Company', value: employee.companyName },
		{ name: 'Office', value: employee.officeLocation },
	];
	const boss = manager?.userPrincipalName ?? manager?.mail ?? null;
	return [
		{ name: 'Object id', value: employee.id, style: STYLE.id },
		{ name: 'E-mail', value: mailOf(employee) },
		...optional.filter(({ value }) => value !== null && value !== ''),
		{ name: 'Account type', value: accountType(employee) },
		{ name: 'Sign-in before', value: signIn(employee.accountEnabled) },
		{ name: 'Manager', value: manager ? manager.displayName : 'None in the directory' },
		...(boss ? [{ name: '', value: boss }] : []),
	];
}

function mailOf({ mail, userPrincipalName }: Drawing['offboarding']['employee']): string {
	if (mail === null || mail === '') return 'No mail address';
	return mail === userPrincipalName ? 'Same as the sign-in name' : mail;
}

function accountType(employee: Drawing['offboarding']['employee']): string {
	const place = employee.onPremisesSyncEnabled
		? 'synced from Active Directory'
		: 'kept in the cloud';
	return `${employee.userType ?? 'Account'}, ${place}`;
}

function signIn(enabled: boolean | null): string | null {
	if (enabled === null) return null;
	return enabled ? 'On' : 'Off already';
}

function requestFacts(drawing: Drawing): Fact[] {
	const { offboarding, options } = drawing;
	const { tenant } = offboarding;
	const { partner } = options;
	return [
		...authorityFacts(drawing),
		{ name: 'Environment', value: tenant.simulated ? REHEARSAL : 'Live tenant' },
		{ name: 'Cloud', value: tenant.cloud },
		...(partner ? [{ name: 'Partner', value: `${partner.name}, MPN ${partner.mpn}` }] : []),
	];
}
