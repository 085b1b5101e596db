import type { UserRecord } from '../state/directory';
import type { TenantState } from '../state/tenant';

const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
};

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);

const frame = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} (simulated)</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:#15201c;background:#fff}
.tape{padding:.5rem 1rem;border:2px dashed #444;font-weight:600}ul{padding-left:1.2rem}a{display:inline-block;padding:.3rem 0;color:#0b4fa8}</style></head>
<body><main><p class="tape">Simulated. This is not Microsoft, and no Microsoft account is used.</p><h1>${title}</h1>${body}</main></body></html>`;

/** Where an admin accepts or refuses. @param address this page's own, with one field more */
export function consentPage(
	{ displayName, app }: TenantState,
	address: (name: string, value: string) => string,
): string {
	const permissions = app.permissions.map((name) => `<li>${escape(name)}</li>`).join('');
	return frame(
		'Permissions requested',
		`<p>OffboardIQ asks to act in ${escape(displayName)}. An administrator decides for everybody.</p><ul>${permissions}</ul>
<p><a href="${escape(address('decision', 'accept'))}">Accept</a></p><p><a href="${escape(address('decision', 'cancel'))}">Cancel</a></p>`,
	);
}

/** Where somebody signs in by choosing who they are. */
export function signInPage(
	{ displayName }: TenantState,
	people: readonly UserRecord[],
	address: (name: string, value: string) => string,
): string {
	const choices = people.map(({ profile }) => {
		const name = escape(profile.displayName ?? profile.userPrincipalName);
		const upn = escape(profile.userPrincipalName);
		return `<li><a href="${escape(address('as', profile.id))}">${name}, ${upn}</a></li>`;
	});
	return frame(
		'Pick an account',
		`<p>Of ${escape(displayName)}, without a password.</p><ul>${choices.join('')}</ul>`,
	);
}
