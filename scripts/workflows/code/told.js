// What an item says of an offboarding, in the words of the product. Runs in n8n's Code node: plain JavaScript that
// asks for nothing outside. Texts of the tenant or of a ticket are data.

const STEPS = [
	[1, 'disableAccount', 'Disable account'],
	[2, 'resetPassword', 'Reset password'],
	[3, 'revokeSessions', 'Revoke sessions'],
	[4, 'removeMfaMethods', 'Remove MFA methods'],
	[5, 'removeAdminRoles', 'Remove admin roles'],
	[6, 'forwardEmail', 'Forward email'],
	[7, 'setOutOfOffice', 'Set out-of-office'],
	[8, 'wipeDevices', 'Wipe devices'],
	[8, 'removeFromTeams', 'Remove from Teams and groups'],
	[9, 'compliancePdf', 'Compliance PDF'],
];
const WORDS = {
	...{ done: 'Done', accepted: 'Accepted', skipped: 'Skipped', blocked: 'Blocked' },
	...{ failed: 'Failed', unknown: 'Unknown', pending: 'Not started' },
};
const OPEN = ['blocked', 'failed', 'unknown'];
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const textOf = (value) => (typeof value === 'string' ? value : '');

/** One line, whatever is in it. */
const oneLine = (value) =>
	textOf(value)
		.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
		.trim();

/** So many characters at most, never half of one. */
function cut(value, most) {
	const signs = [...value];
	return signs.length <= most ? value : `${signs.slice(0, most - 1).join('')}…`;
}

const moment = (iso) =>
	textOf(iso) === '' ? 'not recorded' : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** A row of the ten. What was accepted and not read back is never called done. */
function rowOf([number, key, title], steps, real) {
	const outcome = steps.filter((step) => step && step.key === key).pop();
	const status = outcome && outcome.status in WORDS ? outcome.status : 'pending';
	const mark = status === 'done' && outcome.verified !== true ? 'accepted' : status;
	const word =
		WORDS[mark] + (real || (mark !== 'done' && mark !== 'accepted') ? '' : ', simulated');
	const items = outcome && Array.isArray(outcome.items) ? outcome.items : [];
	const open = items.filter((item) => item && OPEN.includes(item.status));
	const reason = outcome ? oneLine(outcome.reason || outcome.summary) : '';
	const todo =
		open.length > 0
			? open.map(
					(item) => `${oneLine(item.target)}: ${oneLine(item.reason) || 'no reason was given'}`,
				)
			: [reason || 'no reason was given'];
	return {
		number,
		key,
		title,
		status,
		mark,
		word,
		reason,
		todo,
		isOpen: open.length > 0 || OPEN.includes(status),
	};
}

function countOf(rows, dryRun) {
	const count = (mark) => rows.filter((row) => row.mark === mark).length;
	const parts = [
		[count('done'), 'done'],
		[count('accepted'), 'accepted, not seen yet'],
		[count('skipped'), 'skipped with a reason'],
		...OPEN.map((mark) => [count(mark), mark]),
		[count('pending'), dryRun ? 'would run' : 'not started'],
	];
	const open = rows.filter((row) => row.isOpen).length;
	const words = parts.filter(([number]) => number > 0).map((part) => part.join(' '));
	return `${words.join(', ')}; ${open > 0 ? `${open} open` : 'nothing open'}.`;
}

function statusOf(rows, dryRun) {
	const has = (mark) => rows.some((row) => row.mark === mark);
	if (dryRun) return ['dry_run', 'Dry run, nothing was changed'];
	if (has('pending')) return ['failed', 'Not complete'];
	if (rows.some((row) => row.isOpen))
		return ['completed_with_exceptions', 'Completed with exceptions'];
	return ['completed', has('accepted') ? 'Completed, not all seen yet' : 'Completed'];
}

/** What an item says; one without a look-up is somebody who was not found or refused, before anything was changed. */
function toldOf(json, at) {
	const request = json.request && typeof json.request === 'object' ? json.request : {};
	const base = {
		id: cut(oneLine(request.id), 100),
		ticket: cut(oneLine(request.ticket), 100),
		requestedBy: cut(oneLine(request.requestedBy), 200) || 'not recorded',
		...{ dryRun: request.dryRun === true || json.dryRun === true, endedAt: at },
	};
	if (json.schema !== 'offboardiq.offboarding/1') return notStarted(base, json);
	const { employee, tenant } = json;
	const simulated = tenant.simulated === true;
	const rows = STEPS.map((step) =>
		rowOf(step, Array.isArray(json.steps) ? json.steps : [], !simulated),
	);
	const [status, words] = statusOf(rows, base.dryRun);
	return {
		...base,
		...{ status, statusWords: simulated ? `${words}, simulated` : words, simulated, rows },
		name: oneLine(employee.displayName) || oneLine(employee.userPrincipalName),
		upn: oneLine(employee.userPrincipalName),
		tenant: oneLine(tenant.displayName) || oneLine(tenant.id),
		...{ startedAt: textOf(json.startedAt), summary: countOf(rows, base.dryRun) },
		todo: todoOf(rows, base.dryRun),
		isOpen: rows.some((row) => row.isOpen || (!base.dryRun && row.mark === 'pending')),
	};
}

function notStarted(base, json) {
	const error = json.error && typeof json.error === 'object' ? json.error.message : json.error;
	const reason = oneLine(error) || 'The look-up gave no reason';
	const upn = oneLine(json.user) || 'nobody named';
	return {
		...base,
		...{ status: 'refused', statusWords: 'Not started, nothing was changed', simulated: false },
		...{ name: upn, upn, tenant: 'not recorded', startedAt: '', rows: [] },
		summary: `The look-up ended it: ${cut(reason, 500)}`,
		...{ todo: [`Look Up Employee: ${reason}`], isOpen: true },
	};
}

/** What a person has to do, one line a thing. */
function todoOf(rows, dryRun) {
	const open = rows.filter((row) => row.isOpen);
	const lines = open.flatMap((row) =>
		row.todo.map((what) => `${row.title}, ${row.word.toLowerCase()}: ${what}`),
	);
	const left = dryRun ? [] : rows.filter((row) => row.mark === 'pending');
	return [...lines, ...left.map((row) => `${row.title}: not started. See the execution in n8n.`)];
}
