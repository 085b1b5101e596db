// Many schedules at once, as the command makes them, without the look-ups that are not measured here.

/**
 * @param {object} runs an open data folder
 * @param {object} connection parsed
 * @param {object[]} people user records of the sandbox's tenant
 * @param {string} dueAt ISO 8601 UTC, the same for all
 */
export async function scheduleAll(runs, connection, people, dueAt) {
	const connectionId = await runs.connections.keep(connection, connection.tenantId);
	for (const { profile } of people) {
		const { id, userPrincipalName, displayName, employeeId, createdDateTime } = profile;
		const employee = { id, userPrincipalName, displayName, employeeId, createdAt: createdDateTime };
		const wallTime = dueAt.slice(0, 19);
		await runs.schedules.create({
			...{ connectionId, tenantId: connection.tenantId, simulated: true, employee },
			time: { wallTime, zone: 'UTC', dueAt, offset: '+00:00', resolution: 'exact' },
			...{ manager: null, breakGlass: [], requestedBy: null, reportFolder: null },
		});
	}
}
