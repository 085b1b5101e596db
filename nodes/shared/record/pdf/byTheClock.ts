import { stepNamed } from '../../step/vocabulary';
import type { ActionTimes } from '../facts/actions';
import { NOT_TRIED } from '../../step/onlySteps';
import { wordFor } from '../../step/shownStep';
import { clock, day, moment, zoneMoment } from '../times';
import { heading, note, statusWord, type Drawing } from './drawing';
import { inColour, STYLE, TONE } from './look';
import { cell, drawTable, type TableCell, type TableColumn } from './table';

const MOMENTS: readonly TableColumn[] = [
	{ name: 'What', width: 150 },
	{ name: 'When', width: 349 },
];

const ACTIONS: readonly TableColumn[] = [
	{ name: 'Step', width: 138 },
	{ name: 'Sent', width: 56 },
	{ name: 'Accepted', width: 56 },
	{ name: 'Seen', width: 56 },
	{ name: 'Effective by', width: 193 },
];

/** Everything that has a time: the run as a whole, then each step from asked for to effective. */
export function drawByTheClock(drawing: Drawing): void {
	const section = heading(drawing, 'By the clock', 150);
	drawTable(drawing, section, MOMENTS, momentsOf(drawing));
	drawing.sheet.y += 4;
	const { completedAt, startedAt } = drawing.facts.timing;
	const days = [...new Set([day(startedAt), day(completedAt ?? startedAt)])].join(' to ');
	note(
		drawing,
		section,
		`Each step, in UTC, ${days}. Sent is the first request that changes anything; seen is a read afterwards that shows it.`,
	);
	drawing.sheet.y += 4;
	drawTable(
		drawing,
		section,
		ACTIONS,
		drawing.facts.actions.map((action) => actionCells(drawing, action)),
	);
}

function momentsOf({ offboarding, facts }: Drawing): TableCell[][] {
	const { timing } = facts;
	const { caseFacts = {} } = offboarding.request;
	const { scheduledForLocal, scheduledForZone, effectiveEndLocal, effectiveEndZone } = caseFacts;
	const row = (what: string, when: string | null, otherwise: string): TableCell[] => [
		cell(what, STYLE.soft),
		cell(when ?? otherwise, when === null ? STYLE.soft : STYLE.body),
	];
	const at = (iso: string | null): string | null => (iso === null ? null : moment(iso));
	const { effectiveEnd, scheduledFor } = timing;
	const seen = timing.lockOutSeen ? 'all read back' : 'accepted, not all read back';
	const lockOut = timing.lockedOutAt && `${moment(timing.lockedOutAt)}, ${seen}`;
	return [
		row('Asked for', at(timing.requestedAt), ''),
		row(
			'Scheduled for',
			scheduledFor && zoneMoment(scheduledFor, scheduledForLocal, scheduledForZone),
			'At once, as far as is recorded',
		),
		row(
			'Employment ends',
			effectiveEnd && zoneMoment(effectiveEnd, effectiveEndLocal, effectiveEndZone),
			'Not recorded',
		),
		row('Started', at(timing.startedAt), ''),
		row('Sign-in off', at(timing.signInOffAt), 'Not by this run'),
		row('Sessions revoked', at(timing.sessionsRevokedAt), 'Not by this run'),
		row('Lock-out', lockOut, 'Not as a whole by this run'),
		row('Last step ended', at(timing.completedAt), 'No step ran'),
		row('Record made', at(facts.generatedAt), ''),
	];
}

function actionCells(drawing: Drawing, action: ActionTimes): TableCell[] {
	const { number, key, status, requestedAt, acceptedAt, verifiedAt, effectiveBy, effect } = action;
	const at = (iso: string | null): TableCell =>
		iso === null ? cell('–', STYLE.small) : cell(clock(iso), STYLE.codeSmall);
	const isTried = action.tried !== false;
	const word = isTried ? statusWord(drawing, wordFor(status, key)) : NOT_TRIED;
	const style = inColour(STYLE.smallStrong, TONE[status].text);
	return [
		[[{ text: `${number} ${stepNamed(key).title}`, style: STYLE.body }], [{ text: word, style }]],
		at(requestedAt),
		at(acceptedAt),
		at(verifiedAt),
		[
			[
				{
					text: effectiveBy === null ? '' : `${clock(effectiveBy).slice(0, 8)} `,
					style: STYLE.codeSmall,
				},
				{ text: effect === '' ? '–' : effect, style: STYLE.small },
			],
		],
	];
}
