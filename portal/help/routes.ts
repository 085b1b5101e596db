import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STEPS, UNDO_DAYS } from '../../runner';
import type { Routes } from '../http/routes';
import { ROLE_ROWS, ROLE_WORDS, ROLES, can } from '../team/roles';
import { releasesIn, type Release } from './changelog';

/** In a checkout and in a build it lies above the portal: `gulpfile.js` copies it. */
const CHANGELOG = join(__dirname, '..', '..', 'CHANGELOG.md');

let releases: readonly Release[] | null = null;

/** How it is used, what its words mean, and what is new. */
export function addHelpRoutes(routes: Routes): void {
	routes.member('get', '/help', 'dashboard:read', (call) => {
		const roles = ROLES.map((role) => ({
			...{ key: role, name: ROLE_WORDS[role].name },
			may: ROLE_ROWS.map(([, permission]) => can(role, permission)),
		}));
		const acts = ROLE_ROWS.map(([words]) => words);
		const facts = { steps: STEPS, undoDays: UNDO_DAYS, roles, acts };
		call.page('help/views/help', { title: 'Help', nav: 'help', ...facts });
	});
	routes.member('get', '/help/new', 'dashboard:read', (call) => {
		releases ??= releasesIn(readFileSync(CHANGELOG, 'utf8'));
		call.page('help/views/new', { title: 'What is new', nav: 'help', releases });
	});
}
