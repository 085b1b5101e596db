import { z } from 'zod/v4';
import {
	DEVICE_POLICIES,
	LONGEST_REPLY,
	localTime,
	parseWallTime,
	resolveWallTime,
	ScheduleError,
	zoneNamed,
	type CaseFacts,
	type StepChoices,
} from '../../runner';

const LONGEST = 300;
/** Ten years: more is a slip. */
const MOST_MINUTES = 5_256_000;
const KEY = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+)$/i;

const text = (longest = LONGEST) =>
	z.string().trim().max(longest, `At most ${longest} characters.`).default('');

const oneOf = (...words: readonly [string, string]) =>
	z.enum(['', ...words], `Choose ${words.join(' or ')}, or nothing.`).default('');

const date = text(40).refine(
	(value) => value === '' || isDate(value),
	'Give a date, such as 2026-12-04.',
);

/** The fields that hold for a leaving, as a form sends them. Everything may be empty. */
export const caseFields = {
	manager: text().refine(
		(value) => value === '' || KEY.test(value),
		'Give an address, such as miriam@contoso.com, or an object id.',
	),
	ticket: text(),
	reason: text(1_000),
	devices: z.enum(DEVICE_POLICIES, 'Choose what becomes of the devices.').default('wipeCompany'),
	outOfOffice: z
		.string()
		.transform((value) => value.replace(/\r\n?/g, '\n').trim())
		.refine((value) => value.length <= LONGEST_REPLY, `At most ${LONGEST_REPLY} characters.`)
		.default(''),
	endAt: text(40),
	endZone: text(80),
	lockOutTarget: text(10).refine(
		(value) => /^\d*$/.test(value) && Number(value) <= MOST_MINUTES,
		'Give a whole number of minutes.',
	),
	approvedBy: text(),
	policy: text(),
	workerType: oneOf('employee', 'contractor'),
	departure: oneOf('voluntary', 'involuntary'),
	owner: text(),
	due: date,
	forwardUntil: date,
	litigationHold: oneOf('on', 'off'),
	keepRecordUntil: date,
	lawfulBasis: text(),
} as const;

/** The names of the fields, for what is shown again. */
export const CASE_FIELDS = Object.keys(caseFields);

/** What such a form says. */
export interface CaseWish {
	/** Address or object id; null: the manager, as the directory has it. */
	readonly manager: string | null;
	readonly ticket: string | null;
	readonly caseFacts: CaseFacts;
	readonly choices: StepChoices;
}

type CaseValues = z.output<z.ZodObject<typeof caseFields>>;

/** The same with the end of employment as an instant: the one schema of every form that asks for an offboarding. */
export const caseForm = z.object(caseFields).transform((values, context): CaseWish => {
	const end = endOf(values);
	if ('problem' in end) {
		context.addIssue({ code: 'custom', path: [end.field], message: end.problem });
		return z.NEVER;
	}
	const { manager, ticket, devices, outOfOffice } = values;
	return {
		...{ manager: manager || null, ticket: ticket || null },
		caseFacts: { ...end.facts, ...factsOf(values) },
		choices: { devicePolicy: devices, ...(outOfOffice === '' ? {} : { outOfOffice }) },
	};
});

/** What was left empty is not recorded. */
function factsOf(values: CaseValues): CaseFacts {
	const { reason, approvedBy, policy, workerType, departure, owner, due } = values;
	const { forwardUntil, litigationHold, keepRecordUntil, lawfulBasis, lockOutTarget } = values;
	const texts = {
		...{ reason, approvedBy, policy, workerType, departure, owner, due },
		...{ forwardUntil, litigationHold, keepRecordUntil, lawfulBasis },
	};
	const said = Object.entries(texts).filter(([, value]) => value !== '');
	const target = lockOutTarget === '' ? {} : { lockOutTargetMinutes: Number(lockOutTarget) };
	return { ...Object.fromEntries(said), ...target };
}

type End =
	{ readonly facts: CaseFacts } | { readonly field: 'endAt' | 'endZone'; readonly problem: string };

/** The instant is settled now, as for a schedule: what a zone does later changes nothing of what was meant. */
function endOf({ endAt, endZone }: CaseValues): End {
	if (endAt === '') return { facts: {} };
	if (endZone === '') return { field: 'endZone', problem: 'Choose the time zone of this time.' };
	try {
		const zone = zoneNamed(endZone);
		const wall = parseWallTime(endAt.replace(' ', 'T'), 'end');
		const effectiveEnd = new Date(resolveWallTime(wall, zone).instant).toISOString();
		const effectiveEndLocal = localTime(effectiveEnd, zone);
		return { facts: { effectiveEnd, effectiveEndLocal, effectiveEndZone: zone } };
	} catch (error) {
		if (!(error instanceof ScheduleError)) throw error;
		return error.problem === 'zone'
			? { field: 'endZone', problem: 'Choose a time zone of the list.' }
			: { field: 'endAt', problem: 'Give a date and a time, such as 2026-12-24 18:00.' };
	}
}

function isDate(value: string): boolean {
	const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
	return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}
