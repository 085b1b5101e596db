// The list goes on only when the number of people was typed in; otherwise nothing is started.

function isConfirmed(list, form) {
	return Number(form['How many people leave?']) === list.count && nameIn(form['Your name']) !== '';
}

/** One item a person. n8n runs each step for all of them before the next: all are locked out before the rest. */
function peopleOf(list, form, executionId) {
	return list.people.map(({ upn, manager, ticket }, index) => ({
		user: upn,
		...(manager === '' ? {} : { manager }),
		dryRun: form['Dry run'] !== 'No, offboard them',
		leaving: list.people.filter((other) => other.upn !== upn).map((other) => other.upn),
		request: {
			...{
				id: `LIST-${executionId}-${index + 1}`,
				requestedBy: nameIn(form['Your name']),
				requestedAt: list.at,
			},
			...(ticket === '' ? {} : { ticket }),
		},
	}));
}
