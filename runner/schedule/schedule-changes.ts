import type { CaseFacts } from '../../nodes/shared/step/caseFacts';
import type { Schedule } from './schedule-record';

/** What of a schedule is chosen by whoever asks, beside its time. */
export type Chosen = Pick<Schedule, 'manager' | 'ticket' | 'caseFacts' | 'choices'>;

/** What became of single fields: for the log, encrypted there. */
export type Changes = Readonly<Record<string, { readonly was: unknown; readonly is: unknown }>>;

/** Of whoever asks: these change with every change, and say nothing of what was chosen. */
const OF_THE_ASKER = ['requesterRole', 'requesterAuth', 'requesterAddress'];

const WORDS: Readonly<Record<string, string>> = {
	manager: 'who gets the mail',
	ticket: 'ticket',
	devicePolicy: 'devices',
	outOfOffice: 'out-of-office',
};

/** The fields in which two of them differ; empty: none. */
export function changesBetween(before: Chosen, after: Chosen): Changes {
	const [was, is] = [flat(before), flat(after)];
	const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
	return Object.fromEntries(
		names
			.filter((name) => (was[name] ?? null) !== (is[name] ?? null))
			.map((name) => [name, { was: was[name] ?? null, is: is[name] ?? null }]),
	);
}

/** Which those are in words of ours, in which nobody is named: the log keeps them in clear. */
export const changedWords = (changes: Changes): string =>
	[...new Set(Object.keys(changes).map((name) => WORDS[name] ?? 'facts of the case'))].join(', ');

function flat({ manager, ticket, caseFacts, choices }: Chosen): Readonly<Record<string, unknown>> {
	const facts = Object.entries(caseFacts ?? ({} satisfies CaseFacts));
	return {
		manager: manager?.toLowerCase() ?? null,
		ticket,
		devicePolicy: choices?.devicePolicy ?? 'wipeCompany',
		outOfOffice: choices?.outOfOffice ?? null,
		...Object.fromEntries(facts.filter(([name]) => !OF_THE_ASKER.includes(name))),
	};
}
