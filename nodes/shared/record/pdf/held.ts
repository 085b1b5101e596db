import type { HeldGroup, Offboarding } from '../../step/offboarding';
import { stepNamed, STEPS, type StepKey } from '../../step/vocabulary';
import type { StructElement } from '../../vendor/pdfkit';
import { inColour, PAGE, STYLE, TEXT_WIDTH, TONE } from './look';
import { heading, note, paragraph, type Drawing } from './drawing';
import { drawShape } from './shapes';
import { cell, drawTable, type TableCell, type TableColumn } from './table';

/** What the look-up warned of before anything was changed. */
export function drawWarnings(drawing: Drawing): void {
	const { sheet, offboarding } = drawing;
	if (offboarding.warnings.length === 0) return;
	const section = heading(drawing, 'Warned of before the first change');
	for (const { message, code, steps } of offboarding.warnings) {
		const about = steps.map(stepWords).join(', ');
		const lines = [
			...sheet.lines([{ text: message, style: STYLE.body }], TEXT_WIDTH - 20),
			...sheet.lines(
				[
					{ text: about ? `Concerns ${about}. ` : '', style: STYLE.small },
					{ text: code, style: STYLE.codeSmall },
				],
				TEXT_WIDTH - 20,
			),
		];
		const column = { x: PAGE.left + 20, lines, element: sheet.element('P', section), tag: 'P' };
		sheet.row([column], (top, height) => {
			sheet.document.rect(PAGE.left, top, 2.4, height).fillColor(TONE.skipped.shape).fill();
		});
		sheet.y += 6;
	}
}

function stepWords(key: string): string {
	const known = STEPS.find((step) => step.key === key);
	return known ? `step ${known.number}, ${stepNamed(key as StepKey).title}` : key;
}

/** What the person held at look-up, before anything was changed. */
export function drawHeld(drawing: Drawing): void {
	const { holdings } = drawing.offboarding;
	const section = heading(drawing, 'What they held before', 80);
	note(drawing, section, 'As the look-up read it, before the first change.');
	drawKind(
		drawing,
		section,
		'Authentication methods',
		holdings.authenticationMethods,
		METHOD,
		(method) => [
			cell(method.name),
			cell(method.type.replace(/AuthenticationMethod$/, '')),
			cell(method.id, STYLE.codeSmall),
		],
	);
	drawKind(drawing, section, 'Directory roles', holdings.directoryRoles, NAME_AND_ID, (role) => [
		cell(role.displayName),
		cell(role.id, STYLE.codeSmall),
	]);
	drawKind(drawing, section, 'Groups and teams', holdings.groups, GROUP, (group) => [
		cell(group.displayName),
		cell(groupWords(group)),
		cell(group.id, STYLE.codeSmall),
	]);
	drawKind(drawing, section, 'Intune devices', holdings.devices, DEVICE, (device) => [
		cell(device.deviceName),
		cell(words([device.operatingSystem, device.ownerType, device.managementState])),
		[
			...cell(device.serialNumber ? `serial ${device.serialNumber}` : null, STYLE.codeSmall),
			...cell(device.id, STYLE.codeSmall),
		],
	]);
	drawMailbox(drawing, section, holdings.mailbox);
}

const METHOD: TableColumn[] = [
	{ name: 'Method', width: 160 },
	{ name: 'Kind', width: 161 },
	{ name: 'Id', width: 178 },
];
const NAME_AND_ID: TableColumn[] = [
	{ name: 'Role', width: 321 },
	{ name: 'Id', width: 178 },
];
const GROUP: TableColumn[] = [
	{ name: 'Name', width: 160 },
	{ name: 'Kind', width: 161 },
	{ name: 'Id', width: 178 },
];
const DEVICE: TableColumn[] = [
	{ name: 'Name', width: 160 },
	{ name: 'System', width: 161 },
	{ name: 'Ids', width: 178 },
];

function drawKind<T>(
	drawing: Drawing,
	section: StructElement,
	title: string,
	held: readonly T[] | null,
	columns: readonly TableColumn[],
	toCells: (thing: T) => readonly TableCell[],
): void {
	const { sheet } = drawing;
	sheet.y += 8;
	sheet.need(60);
	const count = held === null ? 'not read' : `${held.length}`;
	const lines = sheet.lines([{ text: `${title}: ${count}`, style: STYLE.strong }], TEXT_WIDTH);
	sheet.row([{ x: PAGE.left, lines, element: sheet.element('H3', section), tag: 'H3' }]);
	sheet.y += 2;
	if (held === null) return drawUnread(drawing, section);
	if (held.length > 0) drawTable(drawing, section, columns, held.map(toCells));
}

/** Not read is never told as nothing. */
function drawUnread(drawing: Drawing, section: StructElement): void {
	const { sheet, simulated } = drawing;
	const text = 'Could not be read, so nobody knows. The warnings above say why.';
	const lines = sheet.lines(
		[{ text, style: inColour(STYLE.body, TONE.unknown.text) }],
		TEXT_WIDTH - 18,
	);
	const column = { x: PAGE.left + 16, lines, element: sheet.element('P', section), tag: 'P' };
	sheet.row([column], (top) => {
		drawShape(sheet.document, 'unknown', { x: PAGE.left, y: top + 1.5, size: 10 }, simulated);
	});
}

function groupWords(group: HeldGroup): string {
	const kinds: Record<HeldGroup['kind'], string> = {
		security: 'security group',
		microsoft365: 'Microsoft 365 group',
		team: 'team',
		dynamic: 'dynamic group',
		mailEnabledSecurity: 'mail-enabled security group',
		distribution: 'distribution list',
	};
	return words([
		kinds[group.kind],
		group.owned ? 'owner' : null,
		group.member ? 'member' : null,
		group.isAssignableToRole ? 'carries roles' : null,
		group.carriesLicenses ? 'carries licences' : null,
		group.onPremisesSyncEnabled ? 'kept in Active Directory' : null,
	]);
}

function words(parts: readonly (string | null)[]): string {
	return parts.filter((part) => part !== null && part !== '').join(', ');
}

function drawMailbox(
	drawing: Drawing,
	section: StructElement,
	mailbox: Offboarding['holdings']['mailbox'],
): void {
	const state = mailbox.available
		? `there is one. Automatic replies: ${mailbox.automaticReplies ?? 'not known'}.`
		: `none to work with. ${mailbox.reason ?? ''}`;
	drawing.sheet.y += 8;
	paragraph(drawing, section, [
		{ text: 'Mailbox: ', style: STYLE.strong },
		{ text: state, style: STYLE.body },
	]);
}
