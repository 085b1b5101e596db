import { NAMED_TENANTS, leaverUpn, leavingUpns } from '../sandbox/fixtures/tenants';

/** What `sandbox --help` says after the options: the named tenants, whom to offboard in each, and how to look inside. */
export function sandboxHelp(): string {
	const width = Math.max(...NAMED_TENANTS.map(({ name }) => name.length));
	const tenants = NAMED_TENANTS.map(
		(named) =>
			`  ${named.name.padEnd(width)}  ${named.story}\n  ${''.padEnd(width)}  ${[leaverUpn(named), ...leavingUpns(named)].join(' ')}`,
	);
	return [
		'',
		'Tenants, each with its case and with whom to offboard:',
		...tenants,
		'',
		'To see what the tenant looks like at any time, from this machine, without secrets:',
		'  curl http://127.0.0.1:PORT/_state',
	].join('\n');
}
