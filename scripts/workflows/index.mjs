import { format, resolveConfig } from 'prettier';
import { bulk } from './bulk.mjs';
import { fromSlack } from './from-slack.mjs';
import { onRequest } from './on-request.mjs';
import { scheduled } from './scheduled.mjs';
import { tell } from './tell.mjs';

/** The templates by the name of their file. `offboarding.json` is none of them: it is written by hand and hashed. */
export const TEMPLATES = {
	'offboarding-notify.json': tell,
	'offboarding-on-request.json': onRequest,
	'offboarding-from-slack.json': fromSlack,
	'offboarding-scheduled.json': scheduled,
	'offboarding-bulk.json': bulk,
};

/** The text of a template's file, as the formatter wants it. */
export async function textOf(name) {
	const config = await resolveConfig(import.meta.filename);
	return format(JSON.stringify(TEMPLATES[name]()), { ...config, parser: 'json' });
}
