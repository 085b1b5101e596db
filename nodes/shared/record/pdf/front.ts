import type { Employee, Tenant } from '../../step/offboarding';
import type { StructElement } from '../../vendor/pdfkit';
import { inColour, INK, INK_2, PAGE, STYLE, TENANT, TEXT_WIDTH, TONE, WHITE } from './look';
import { hatch } from './cells';
import { bookmarkAt, LONGEST_NAME, rule, statusWord, type Drawing, type Paper } from './drawing';
import { drawShape } from './shapes';
import { drawTry } from './try';
import { verdictOf, type Verdict } from '../verdict';
import type { Span } from './words';

/** The head of the first page: which record, who left, how it ended, where. */
export function drawFront(drawing: Drawing): void {
	const { sheet } = drawing;
	const section = sheet.element('Sect', sheet.root);
	const { options, offboarding } = drawing;
	const named = {
		product: options.product.name,
		kind: 'Offboarding record',
		id: offboarding.request.id,
	};
	drawLetterhead(drawing, section, named);
	drawName(drawing, section, offboarding.employee);
	const { only } = offboarding.request;
	drawVerdict(drawing, section, verdictOf(drawing.rows, only));
	drawWhere(drawing, section, offboarding.tenant);
	if (only) drawTry(drawing, section, only);
}

/** Whose document it is, of which kind, and its number. */
export function drawLetterhead(
	drawing: Paper,
	section: StructElement,
	named: { readonly product: string; readonly kind: string; readonly id: string },
): void {
	const { sheet } = drawing;
	const top = sheet.y;
	sheet.artifact(() => drawLogo(drawing, PAGE.left, top + 1));
	const half = TEXT_WIDTH / 2;
	const product = sheet.lines([{ text: named.product, style: STYLE.step }], half - 24);
	const id = sheet.lines(
		[
			{ text: `${named.kind} `, style: STYLE.soft },
			{ text: named.id, style: inColour(STYLE.code, INK) },
		],
		half,
	);
	const element = sheet.element('P', section);
	const right = sheet.element('P', section);
	const shift = half - Math.max(0, ...id.map((line) => line.width));
	sheet.row([
		{ x: PAGE.left + 22, lines: product, element, tag: 'P' },
		{ x: PAGE.left + half + shift, lines: id, element: right, tag: 'P' },
	]);
	sheet.y += 6;
	rule(drawing);
	sheet.y += 16;
}

/** Eight squares and a ring: nine steps, the ninth being the record. */
function drawLogo({ sheet: { document } }: Paper, x: number, y: number): void {
	for (let at = 0; at < 8; at++) {
		const left = x + (at % 3) * 4.9;
		document
			.roundedRect(left, y + Math.floor(at / 3) * 4.9, 3.7, 3.7, 0.8)
			.fillColor(INK)
			.fill();
	}
	document
		.circle(x + 11.65, y + 11.65, 1.5)
		.lineWidth(0.9)
		.strokeColor(INK)
		.stroke();
}

/** Who it is about. */
export function drawName(
	{ sheet }: Paper,
	section: StructElement,
	employee: Pick<Employee, 'displayName' | 'userPrincipalName'> & Partial<Employee>,
): void {
	const { displayName, userPrincipalName, jobTitle = null, department = null } = employee;
	sheet.document.outline.addItem('Summary', bookmarkAt(0));
	const style = displayName.length > 60 ? STYLE.titleLong : STYLE.title;
	const name = displayName.trim() === '' ? '(no name)' : displayName;
	const title = sheet.element('H1', section);
	const lines = sheet.lines([{ text: name, style, longest: LONGEST_NAME }], TEXT_WIDTH);
	sheet.row([{ x: PAGE.left, lines, element: title, tag: 'H1' }]);
	sheet.y += 1;
	const address: Span[] = [{ text: userPrincipalName, style: STYLE.code, longest: LONGEST_NAME }];
	sheet.paragraph(address, { x: PAGE.left, width: TEXT_WIDTH }, section);
	const work = [jobTitle, department].filter((part) => part !== null && part !== '').join(', ');
	if (work)
		sheet.paragraph(
			[{ text: work, style: STYLE.soft }],
			{ x: PAGE.left, width: TEXT_WIDTH },
			section,
		);
	sheet.y += 8;
}

/** How it stands, in a few words. */
export function drawVerdict(
	drawing: Paper,
	section: StructElement,
	{ mark, words }: Verdict,
): void {
	const { sheet, simulated } = drawing;
	const tone = TONE[mark];
	const text = statusWord(drawing, words);
	const lines = sheet.lines([{ text, style: inColour(STYLE.step, tone.text) }], TEXT_WIDTH - 40);
	const width = (lines[0]?.width ?? 0) + 38;
	const top = sheet.y;
	sheet.artifact(() => {
		const { document } = sheet;
		document
			.roundedRect(PAGE.left, top, width, 22, 11)
			.fillColor(simulated ? WHITE : tone.tint)
			.fill();
		if (simulated) document.dash(3, { space: 2.4 });
		document
			.roundedRect(PAGE.left, top, width, 22, 11)
			.lineWidth(0.8)
			.strokeColor(tone.shape)
			.stroke();
		if (simulated) document.undash();
		drawShape(document, mark, { x: PAGE.left + 9, y: top + 4.5, size: 13 }, simulated);
	});
	const element = sheet.element('P', section);
	sheet.content('P', element, () => sheet.drawLines(lines, PAGE.left + 27, top + 3.5));
	sheet.y = top + 22 + 9;
}

/** The tenant, always named, with its square: squares say where, other shapes say what. */
export function drawWhere(drawing: Paper, section: StructElement, tenant: Tenant): void {
	const { sheet, simulated } = drawing;
	const { displayName, id } = tenant;
	const top = sheet.y;
	sheet.artifact(() => {
		const box = { x: PAGE.left, y: top + 1, width: 12, height: 12 };
		if (simulated) {
			hatch(sheet.document, box, INK_2, 3, 0.8);
			sheet.document.rect(box.x, box.y, 12, 12).lineWidth(0.7).strokeColor(INK_2).stroke();
		} else {
			sheet.document.roundedRect(box.x, box.y, 12, 12, 2).fillColor(TENANT).fill();
		}
	});
	const spans: Span[] = [
		{ text: displayName === null ? 'In a tenant ' : 'In the tenant ', style: STYLE.soft },
		{ text: displayName ?? 'without a name', style: STYLE.strong, longest: LONGEST_NAME },
		{ text: simulated ? ', which is simulated and not Microsoft 365 ' : ' ', style: STYLE.soft },
		{ text: id, style: STYLE.code },
	];
	sheet.paragraph(spans, { x: PAGE.left + 19, width: TEXT_WIDTH - 19 }, section);
	sheet.y += 12;
}
