'use strict';

const { describe } = require('../step-node.js');

/** As the shipped workflow fills it in. */
const EMPLOYEE = {
	displayName: 'Employee',
	name: 'employee',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'upn', value: '' },
	modes: [{ displayName: 'UPN', name: 'upn', type: 'string' }],
};

/** Knows everybody except whoever is called `nobody`, and says who the connection belongs to. */
module.exports.LookUpEmployee = class {
	constructor() {
		this.description = describe(
			'lookUpEmployee',
			[{ name: 'offboardGraphApi', required: true }],
			[EMPLOYEE],
		);
	}

	async execute() {
		const { json } = this.getInputData()[0];
		const connection = await this.getCredentials('offboardGraphApi');
		const user = this.getNodeParameter('employee', 0, '', { extractValue: true });
		if (user.startsWith('nobody')) {
			throw new Error(`No employee is called ${user}.\nat a line that must not be shown`);
		}
		const { manager, dryRun, request } = json;
		const now = new Date().toISOString();
		const offboarding = {
			schema: 'offboardiq.offboarding/1',
			request: { ...request, dryRun },
			tenant: {
				id: connection.tenantId,
				displayName: 'Fixture',
				cloud: connection.cloud,
				simulated: false,
			},
			employee: { id: `id-of-${user}`, userPrincipalName: user, displayName: user.split('@')[0] },
			manager: manager && { id: manager, displayName: manager },
			holdings: {
				authenticationMethods: [],
				groups: [],
				directoryRoles: [],
				devices: [],
				mailbox: { available: true, reason: null, automaticReplies: 'disabled' },
			},
			warnings: [],
			steps: [],
			startedAt: now,
			lookUpCalls: [],
		};
		return [[{ json: offboarding, pairedItem: { item: 0 } }]];
	}
};
