import { z } from 'zod/v4';
import type { FieldError } from '../http/form';
import { webAddress, type WebAddress } from './guard/web-address';
import { SHAPES, shapeOfAddress, type Shape } from './shapes/shape';
import { TRIGGER_NAMES, type Trigger } from './triggers';

/** How many headers a rule can have of its own. */
export const HEADER_FIELDS = [1, 2, 3] as const;

const headerFields = Object.fromEntries(
	HEADER_FIELDS.flatMap((number) => [
		[`header-${number}`, z.string().trim().max(100, 'At most 100 characters.').default('')],
		[`value-${number}`, z.string().trim().max(2_000, 'At most 2,000 characters.').default('')],
	]),
) as Record<string, z.ZodDefault<z.ZodString>>;

/** A rule as it is typed. An empty address keeps the one that is there. */
export const ruleForm = z.object({
	key: z
		.string()
		.regex(/^[0-9a-f-]{36}$/)
		.or(z.literal(''))
		.default(''),
	name: z
		.string()
		.trim()
		.min(1, 'Give the rule a name.')
		.max(60, 'At most 60 characters.')
		.regex(/^\P{Cc}*$/u, 'Only letters, digits and signs.'),
	trigger: z.enum(TRIGGER_NAMES as [Trigger, ...Trigger[]], 'Choose what it is about.'),
	tenant: z.string().max(100).default(''),
	url: z.string().max(4_000, 'At most 2,000 characters.').default(''),
	shape: z.enum(['auto', ...SHAPES], 'Choose who gets it.').default('auto'),
	closeCode: z
		.string()
		.trim()
		.max(100, 'At most 100 characters.')
		.regex(/^\P{Cc}*$/u, 'Only letters, digits and signs.')
		.default(''),
	...headerFields,
});

export type RuleForm = z.output<typeof ruleForm>;

/** Fields that are shown again as they were typed: values of headers are not. */
export const SHOWN_FIELDS = [
	...['key', 'name', 'trigger', 'tenant', 'url', 'shape', 'closeCode'],
	...HEADER_FIELDS.map((number) => `header-${number}`),
];

/** What is sent along: by name, in the order of the form. `null`: the one that is kept. */
export type TypedHeaders = ReadonlyMap<string, string | null>;

/** A rule that can be kept. */
export interface WantedRule {
	readonly name: string;
	readonly trigger: Trigger;
	/** Null: any of the organisation. */
	readonly tenantId: string | null;
	/** Null: the one that is kept. */
	readonly address: WebAddress | null;
	readonly shapeWish: Shape | 'auto';
	/** What an incident is closed as; null: as ServiceNow ships it. */
	readonly closeCode: string | null;
	readonly headers: TypedHeaders;
}

/** The headers that make a request what it is: not for anybody to set. */
const FORBIDDEN =
	/^(host|content-.*|connection|transfer-encoding|keep-alive|te|trailer|upgrade|expect|proxy-.*|webhook-.*|accept-encoding|user-agent|cookie|forwarded|x-forwarded-.*)$/i;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\x20-\x7e]+$/;

/**
 * What a form comes to.
 *
 * @param kept names of the headers that the rule has already; empty for a new one
 */
export function wantedRule(
	form: RuleForm,
	mayPrivate: boolean,
	{ isNew, kept }: { readonly isNew: boolean; readonly kept: readonly string[] },
): WantedRule | readonly FieldError[] {
	const errors: FieldError[] = [];
	const address = form.url.trim() === '' ? null : webAddress(form.url, mayPrivate);
	if (typeof address === 'string') errors.push({ field: 'url', says: address });
	if (address === null && isNew) errors.push({ field: 'url', says: 'Paste the webhook address.' });
	if (form.shape === 'serviceNowClose' && form.trigger !== 'offboarding.completed') {
		errors.push({ field: 'shape', says: 'Only a completed offboarding closes an incident.' });
	}
	const headers = headersOf(form, address === null ? kept : [], errors);
	if (errors.length > 0 || typeof address === 'string') return errors;
	const { name, trigger, tenant, shape: shapeWish } = form;
	return {
		...{ name, trigger, address, shapeWish, headers },
		tenantId: tenant === '' ? null : tenant,
		closeCode: form.closeCode === '' ? null : form.closeCode,
	};
}

function headersOf(form: RuleForm, kept: readonly string[], errors: FieldError[]): TypedHeaders {
	const fields = form as Readonly<Record<string, string | undefined>>;
	const headers = new Map<string, string | null>();
	for (const number of HEADER_FIELDS) {
		const [name = '', value = ''] = [fields[`header-${number}`], fields[`value-${number}`]];
		const says = name === '' && value === '' ? null : headerProblem(name, value, headers, kept);
		if (says)
			errors.push({
				field: says.startsWith('The value') ? `value-${number}` : `header-${number}`,
				says,
			});
		else if (name !== '') headers.set(name, value === '' ? null : value);
	}
	return headers;
}

function headerProblem(
	name: string,
	value: string,
	earlier: TypedHeaders,
	kept: readonly string[],
): string | null {
	if (!NAME.test(name))
		return 'Name the header, such as Authorization: letters, digits and hyphens.';
	if (FORBIDDEN.test(name)) return `${name} can’t be set: it is part of how a request is sent.`;
	const isSame = (one: string) => one.toLowerCase() === name.toLowerCase();
	if ([...earlier.keys()].some(isSame)) return `${name} is there twice.`;
	if (value === '') {
		return kept.some(isSame)
			? null
			: 'The value of this header is missing; one that was kept goes with its address.';
	}
	return VALUE.test(value)
		? null
		: 'The value can have letters, digits and signs of ASCII only, on one line.';
}

/** The shape that is sent. */
export const shapeOf = (wish: Shape | 'auto', url: string): Shape =>
	wish === 'auto' ? shapeOfAddress(url) : wish;
