// Only a row that this very execution has marked is started; mail and groups of one leaver never go to another.

function claimedOf(rows, executionId) {
	const mine = rows.filter(
		(row) =>
			row.id !== undefined && row.state === 'started' && textIn(row.claimed_by) === executionId,
	);
	return mine.map((row) => ({
		user: accountIn(row.upn),
		...(accountIn(row.manager) === '' ? {} : { manager: accountIn(row.manager) }),
		dryRun: false,
		leaving: mine.filter((other) => other.id !== row.id).map((other) => accountIn(other.upn)),
		request: {
			...{ id: `LEAVER-${row.id}`, requestedBy: 'The list of leavers in n8n' },
			...(ticketIn(row.ticket) === '' ? {} : { ticket: ticketIn(row.ticket) }),
			caseFacts: { scheduledForLocal: textIn(row.leaves_at), scheduledForZone: textIn(row.zone) },
		},
	}));
}
