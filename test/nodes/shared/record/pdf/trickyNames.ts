import type { Offboarding } from '../../../../../nodes/shared/step/offboarding';
import { allDone } from '../../../../harness/offboardings';

/** Names that come out as they were written. */
export const NAMES = [
	'Zoë Łukasiewicz',
	'王小明',
	'Nguyễn Thị Phương Ánh',
	'Ştefan Dvořák-Žižek',
	'Елена Ελένη',
	"Jean-François O'Brien",
	'田中さくら',
	'ジョン・スミス',
	'厦门 马小门',
	'M\u0328ünz x\u0323',
];

/** Names with something that no font has, or that must not be seen, and how that is shown. */
export const MARKED = [
	['Ann \u{1F600}', 'Ann[U+1F600]'],
	['Evil\u202Egpj.exe', 'Evil[U+202E]gpj.exe'],
	['Ann\u0000\u0007', 'Ann[U+0000][U+0007]'],
	['A\u200Bnn', 'A[U+200B]nn'],
	['\u{1F468}\u200D\u{1F469}', '[U+1F468U+200DU+1F469]'],
	['Lone \ud800 surrogate', 'Lone[U+D800]surrogate'],
	['\u0e2a\u0e21', '[U+0E2AU+0E21]'],
	[`Z${'\u0301'.repeat(1000)}algo`, '[997accentscut]algo'],
] as const;

/** What must never be on paper as itself. */
export const UNSEEN = /[\u202A-\u202E\u200B\uFFFD]/u;

/** The record of somebody with such a name. */
export function called(displayName: string): Offboarding {
	const run = allDone();
	return { ...run, employee: { ...run.employee, displayName } };
}
