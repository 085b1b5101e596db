'use strict';

const NUMBERS = {
	disableAccount: 1,
	resetPassword: 2,
	revokeSessions: 3,
	removeMfaMethods: 4,
	removeAdminRoles: 5,
	forwardEmail: 6,
	setOutOfOffice: 7,
	wipeDevices: 8,
	removeFromTeams: 8,
	compliancePdf: 9,
};

/** What n8n wants to know of a node. */
function describe(name, credentials = [], properties = []) {
	return {
		name,
		displayName: name,
		description: name,
		group: ['transform'],
		version: 1,
		defaults: { name },
		inputs: ['main'],
		outputs: ['main'],
		credentials,
		properties,
	};
}

/**
 * A step that does nothing, or what the user's name asks for after a `+`: `throw:KEY`, `lose:KEY` (hands on an
 * error instead of the offboarding), `fail:KEY`, `slow:KEY` (0.3 s), `nodocument`.
 */
function stepNode(name, key) {
	return class {
		constructor() {
			this.description = describe(name);
		}

		async execute() {
			const { json } = this.getInputData()[0];
			const wishes = json.employee.userPrincipalName.split('@')[0].split('+').slice(1);
			const startedAt = new Date().toISOString();
			if (wishes.includes(`slow:${key}`)) await new Promise((wake) => setTimeout(wake, 300));
			if (wishes.includes(`throw:${key}`)) throw new Error(`${key} broke\nwith a stack`);
			if (wishes.includes(`lose:${key}`)) {
				return [[{ json: { error: `${key} lost it` }, pairedItem: { item: 0 } }]];
			}
			const failed = wishes.includes(`fail:${key}`);
			const outcome = outcomeOf(json, key, startedAt, failed);
			const item = { json: { ...json, steps: [...json.steps, outcome] }, pairedItem: { item: 0 } };
			const wantsDocument = key === 'compliancePdf' && !json.request.dryRun;
			if (wantsDocument && !wishes.includes('nodocument')) item.binary = documentOf(json);
			return [[item]];
		}
	};
}

function outcomeOf(json, key, startedAt, failed) {
	const status = json.request.dryRun ? 'pending' : failed ? 'failed' : 'done';
	return {
		number: NUMBERS[key],
		key,
		status,
		verified: status === 'done' && key !== 'compliancePdf',
		summary: `${key} is ${status}.`,
		reason: failed ? `${key} was refused.` : null,
		items: [],
		startedAt,
		finishedAt: new Date().toISOString(),
		calls: [],
	};
}

/** Not a PDF, but it says what it was made of: the steps before it, by status. */
function documentOf(json) {
	const text = `%PDF-1.7 ${json.request.id} ${json.steps.map((step) => `${step.key}=${step.status}`).join(' ')}`;
	const data = Buffer.from(text).toString('base64');
	return { data: { data, mimeType: 'application/pdf', fileName: 'record.pdf' } };
}

module.exports = { describe, stepNode };
