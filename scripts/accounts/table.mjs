// Draws docs/accounts.md from how the named tenants were offboarded. Pure: the same outcomes give the same text.

const HEAD = `# Accounts: what each step does with each of them

This page is generated: \`npm run docs:accounts\` offboards the leaver of every named tenant of the sandbox and writes
down what the steps say. A test compares every sentence with what the tenant looks like afterwards, and this page with
what the steps say today. To rehearse one of the cases:

    offboardiq sandbox --tenant hybrid > connection.json

Done: seen in the tenant. Accepted: Microsoft said yes, and nothing more can be seen yet. Skipped: there was nothing to
do, or nothing that may be done. Blocked: a person has to do it, and the reason says what. Failed and unknown: look
there. Refused: nothing was changed.
`;

/** Names in one row, before the rest is only counted. */
const MOST_NAMES = 3;

/**
 * @param {readonly import('./table.d.mts').Account[]} accounts in the order of the page
 * @returns {string} the whole page
 */
export function accountsPage(accounts) {
	return [HEAD, overview(accounts), ...accounts.map(section)].join('\n');
}

function overview(accounts) {
	const titles = accounts.find(({ steps }) => steps.length > 0)?.steps ?? [];
	return table(
		['Tenant', ...titles.map(({ number, title }) => `${number} ${title}`)],
		accounts.map(({ name, steps }) => [
			`[${name}](#${name})`,
			...titles.map((_, at) => steps[at]?.word ?? 'Refused'),
		]),
	);
}

function section({ name, story, leaver, together, refused, steps }) {
	const rows = steps.flatMap((step) =>
		reasonsOf(step).map(([word, reason], at) => [
			at === 0 ? `${step.number} ${step.title}` : '',
			at === 0 ? step.word : '',
			escape(word === null || word === step.word ? reason : `${word}: ${reason}`),
		]),
	);
	const body =
		refused === null ? table(['Step', 'Outcome', 'Reason'], rows) : `Refused: ${escape(refused)}\n`;
	return `## ${name}\n\n${story} To offboard: ${peopleOf(leaver, together)}.\n\n${body}`;
}

function peopleOf(leaver, together) {
	const [first, ...others] = [leaver, ...together].map((upn) => `\`${upn}\``);
	return others.length === 0 ? first : `${first}, together with ${others.join(' and ')}`;
}

/** One entry for each different sentence, with the names it is said of. */
function reasonsOf({ reason, items }) {
	const groups = new Map();
	for (const item of items) {
		if (item.reason === null) continue;
		const key = JSON.stringify([item.word, item.reason]);
		groups.set(key, [...(groups.get(key) ?? []), item.target]);
	}
	if (groups.size === 0) return [[null, reason ?? '']];
	return [...groups].map(([key, targets]) => {
		const [word, text] = JSON.parse(key);
		return [word, `${namesOf(targets)}: ${text}`];
	});
}

function namesOf(targets) {
	const more = targets.length - MOST_NAMES;
	return `${targets.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function table(head, rows) {
	const line = (cells) => `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
	return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

/** What comes from a tenant is data: no markup, one line. Every run has another number and time. */
function escape(text) {
	return text
		.replace(/\b(?:OFF|SIM)-\d{4}-\d{6}\b/g, 'SIM-2026-000001')
		.replace(/\b\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC\b/g, '2026-11-23 18:04:31 UTC')
		.replace(/[\\|<>`*_[\]#]/g, '\\$&')
		.replace(/\s+/g, ' ');
}
