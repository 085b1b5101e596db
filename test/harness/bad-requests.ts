import fc from 'fast-check';
import type { DeclaredRoute } from '../../portal/http/routes';

/** A request to a route, with whatever somebody may put into its path, query, form and headers. */
export interface BadRequest {
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | null;
}

/** Texts that have broken something somewhere. */
const NASTY = [
	'',
	' ',
	'0',
	'-1',
	'null',
	'undefined',
	'NaN',
	'1e999',
	'__proto__',
	'constructor',
	'toString',
	'[object Object]',
	"';--",
	'"><img src=x onerror=alert(1)>',
	'<%= it %>',
	'={{ $env }}',
	'=HYPERLINK("http://x","y")',
	'{{constructor.constructor("return process")()}}',
	'../../etc/passwd',
	'..%2f..%2fetc%2fpasswd',
	'%00',
	'%',
	'%E0%A4%A',
	'\u0000',
	'\uD800',
	'\u202Egnp',
	'a\u0301'.repeat(400),
	'x'.repeat(10_000),
	'https://evil.io',
	'//evil.io',
	'00000000-0000-0000-0000-000000000000',
	'9999-12-31T23:59:59Z',
	'SIM-2026-000001',
	'on',
	'owner',
];

/** Names that forms of ours have, and some that objects have. */
const FIELDS = [
	...['name', 'email', 'emails', 'password', 'current', 'code', 'new-code', 'role', 'next', 'skip'],
	...['user', 'manager', 'ticket', 'confirm', 'kind', 'scope', 'group', 'tenant', 'required'],
	...['state', 'error', 'q', 'after', 'sort', 'at', 'zone', 'date', 'time', 'when', 'page'],
	...['__proto__', 'constructor', 'constructor.prototype', 'a[b][c]', 'a[]', ''],
];

const text = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom(...NASTY) },
	{ weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
	fc.emailAddress(),
	fc.uuid(),
);

const pairs = fc.array(fc.tuple(fc.constantFrom(...FIELDS), text), { maxLength: 6 });

const encoded = (value: string): string => encodeURIComponent(value.toWellFormed());

const formText = pairs.map((fields) =>
	fields.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&'),
);

const TYPES = [
	'application/x-www-form-urlencoded',
	'application/x-www-form-urlencoded; charset=utf-7',
	'application/json',
	'text/plain',
	'multipart/form-data; boundary=x',
	'',
];

const body = fc.record({
	type: fc.oneof({ weight: 6, arbitrary: fc.constant(TYPES[0] ?? '') }, fc.constantFrom(...TYPES)),
	text: fc.oneof({ weight: 6, arbitrary: formText }, text, fc.constant('{"a":'.repeat(5_000))),
});

const HEADERS: readonly Readonly<Record<string, string>>[] = [
	{},
	{},
	{},
	{ 'hx-request': 'true' },
	{ accept: 'application/json' },
	{ cookie: 'oiq-session=x; oiq-session=; =; oiq-microsoft=%00' },
	{ 'x-http-method-override': 'DELETE' },
	{ 'content-encoding': 'gzip' },
	{ 'x-forwarded-for': "'; drop table account; --" },
	{ origin: 'null' },
];

/** Any request to any of the routes. @param ids that exist, for the parameters of paths */
export function badRequests(
	routes: readonly DeclaredRoute[],
	ids: readonly string[],
): fc.Arbitrary<BadRequest> {
	const value = fc.oneof(fc.constantFrom('x', ...ids), text).map((part) => encoded(part) || '%20');
	return fc
		.record({
			...{
				route: fc.constantFrom(...routes),
				values: fc.array(value, { minLength: 3, maxLength: 3 }),
			},
			...{ query: fc.option(formText), rest: fc.constantFrom('', '', '', '/', '/x', '%') },
			...{ headers: fc.constantFrom(...HEADERS), body },
			method: fc.constantFrom(null, null, null, null, 'GET', 'POST', 'HEAD'),
		})
		.map(({ route, values, query, rest, headers, body: sent, method }) => {
			let index = 0;
			const path = route.path.replaceAll(/:\w+/g, () => values[index++] ?? 'x') + rest;
			const verb = method ?? route.method.toUpperCase();
			const type: Record<string, string> = sent.type === '' ? {} : { 'content-type': sent.type };
			return {
				method: verb,
				path: query === null ? path : `${path}?${query}`,
				headers: { 'sec-fetch-site': 'same-origin', ...(verb === 'POST' ? type : {}), ...headers },
				body: verb === 'POST' ? sent.text.toWellFormed() : null,
			};
		});
}
