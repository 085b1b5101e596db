// The items of **What To Tell**: what is said of each, and the four bodies.

/** One item for each that came in, in their order, with the file that came with it. */
function whatToTell(items, at) {
	return items.map((item, index) => {
		const told = toldOf(item.json, at);
		const { rows, todo, ...said } = told;
		const steps = rows.map(({ number, key, title, status, word, reason }) => ({
			number,
			key,
			title,
			status,
			word,
			reason,
		}));
		return {
			json: {
				...{ ...said, todo, steps },
				...{
					slack: slackBody(told),
					teams: teamsBody(told),
					jira: jiraBody(told),
					serviceNow: serviceNowBody(told),
				},
			},
			...(item.binary ? { binary: item.binary } : {}),
			pairedItem: { item: index },
		};
	});
}
