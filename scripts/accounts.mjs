// Writes docs/accounts.md: offboards the leaver of every named tenant of the sandbox with the built product.
import { readFileSync, writeFileSync } from 'node:fs';
import runnerIndex from '../dist/runner/index.js';
import sandboxIndex from '../dist/runner/sandbox/index.js';
import tenantsIndex from '../dist/runner/sandbox/fixtures/tenants/index.js';
import { accountsPage } from './accounts/table.mjs';
import { rehearse } from './rehearsal.mjs';

const PAGE = new URL('../docs/accounts.md', import.meta.url);

/** Some cases wait on purpose: replication, throttling. Several at a time, so that they wait together. */
const AT_ONCE = 6;

const { markOf, STATUS_WORD, stepNamed } = runnerIndex;
const wordOf = (outcome) => STATUS_WORD[markOf(outcome)];

async function accountOf(named) {
	const { name, story } = named;
	const leaving = tenantsIndex.leavingUpns(named);
	return await rehearse({ tenant: name }, async ({ sandbox, offboard }) => {
		const run = await offboard(sandbox.leaver, false, leaving);
		const refused = run.status === 'refused' ? run.message : null;
		return {
			name,
			story,
			leaver: sandbox.leaver,
			together: leaving,
			refused,
			steps: refused === null ? run.steps.map(stepOf) : [],
		};
	});
}

function stepOf({ key, number, outcome }) {
	const { title } = stepNamed(key);
	if (!outcome) return { number, title, word: STATUS_WORD.pending, reason: null, items: [] };
	const items = outcome.items.map((item) => ({
		target: item.target,
		word: wordOf(item),
		reason: item.reason,
	}));
	return { number, title, word: wordOf(outcome), reason: outcome.reason, items };
}

const queue = [...sandboxIndex.NAMED_TENANTS.entries()];
const accounts = [];
async function work() {
	for (let next = queue.shift(); next; next = queue.shift()) {
		const [at, named] = next;
		accounts[at] = await accountOf(named);
	}
}
await Promise.all(Array.from({ length: AT_ONCE }, work));

const page = accountsPage(accounts);
let before = '';
try {
	before = readFileSync(PAGE, 'utf8');
} catch {
	// The first time there is none.
}
writeFileSync(PAGE, page);
console.log(before === page ? 'docs/accounts.md is as it was.' : 'docs/accounts.md is new.');
