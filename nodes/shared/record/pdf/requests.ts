import type { GraphCall } from '../../graph/call';
import type { Offboarding } from '../../step/offboarding';
import { INK, inColour, STYLE } from './look';
import { heading, note, type Drawing, type Paper } from './drawing';
import { cell, drawTable, type TableCell, type TableColumn } from './table';
import { clockMs } from '../times';

const COLUMNS: readonly TableColumn[] = [
	{ name: 'UTC', width: 68 },
	{ name: 'Step', width: 46 },
	{ name: 'Request, and its request-id at Microsoft', width: 297 },
	{ name: 'Answer', width: 44 },
	{ name: 'Took', width: 44 },
];

/** Every request sent to Microsoft Graph, without bodies: what matches against Entra's own logs. */
export function drawRequests({ offboarding, ...drawing }: Drawing): void {
	drawSent(drawing, callsOf(offboarding));
}

/** The same for any requests, in the order in which they are given. */
export function drawSent(drawing: Paper, calls: readonly Sent[]): void {
	const section = heading(drawing, 'Appendix: requests to Microsoft Graph', 150);
	const text =
		'In the order they were sent. Bodies and tokens are never kept. An auditor finds the same request-ids in the ' +
		"tenant's Microsoft Graph activity logs.";
	note(drawing, section, calls.length > 0 ? text : 'None was sent.');
	drawing.sheet.y += 6;
	if (calls.length > 0) drawTable(drawing, section, COLUMNS, calls.map(cellsOf));
}

/** A request, and what for. */
export interface Sent {
	readonly call: GraphCall;
	readonly step: string;
}

function callsOf({ lookUpCalls, steps }: Offboarding): Sent[] {
	const sent = [
		...lookUpCalls.map((call): Sent => ({ call, step: 'Look-up' })),
		...steps.flatMap((step) => step.calls.map((call): Sent => ({ call, step: `${step.number}` }))),
	];
	return sent.sort((one, other) => Date.parse(one.call.sentAt) - Date.parse(other.call.sentAt));
}

function cellsOf({ call, step }: Sent): TableCell[] {
	const extra = [
		call.attempt > 1 ? `try ${call.attempt}` : null,
		call.inBatch ? 'inside the $batch before it' : null,
	].filter((part) => part !== null);
	const code = inColour(STYLE.codeSmall, INK);
	return [
		cell(clockMs(call.sentAt), STYLE.codeSmall),
		cell(step, STYLE.small),
		[
			[
				{ text: `${call.method} ${call.path}`, style: code },
				{ text: extra.length > 0 ? ` ${extra.join(', ')}` : '', style: STYLE.small },
			],
			...(call.requestId === null
				? [
						[
							{
								text: `no answer, sent as client-request-id ${call.clientRequestId}`,
								style: STYLE.codeSmall,
							},
						],
					]
				: [[{ text: call.requestId, style: STYLE.codeSmall }]]),
		],
		cell(call.status === null ? 'none' : `${call.status}`, code),
		cell(tookWords(call.tookMs), STYLE.codeSmall),
	];
}

function tookWords(ms: number): string {
	return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
