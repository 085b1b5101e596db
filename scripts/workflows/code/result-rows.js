// A line for every person of the list, also for those of whom nothing came back. No cell can be a formula.

const cellOf = (value) => {
	const text = String(value ?? '').replace(/[\r\n]+/g, ' | ');
	return /^[\s]*[=+\-@\t]/.test(text) ? `'${text}` : text;
};

function resultRows(people, results) {
	const byId = new Map(
		results.filter((result) => typeof result.id === 'string').map((result) => [result.id, result]),
	);
	return people.map(({ user, request }) => {
		const result = byId.get(request.id) || {};
		const isKnown = typeof result.statusWords === 'string';
		return {
			...{
				upn: cellOf(user),
				name: cellOf(result.name),
				status: isKnown ? result.status : 'unknown',
			},
			how: isKnown
				? cellOf(result.statusWords)
				: 'Nobody knows how far it came: see the execution in n8n',
			summary: cellOf(result.summary),
			for_a_person: cellOf((Array.isArray(result.todo) ? result.todo : []).join('\n')),
			...{ ticket: cellOf(request.ticket), record: cellOf(request.id) },
		};
	});
}
