// A state for every row that was started, also for those of which nothing came back.

function endsOf(started, results) {
	const byId = new Map(
		results.filter((result) => typeof result.id === 'string').map((result) => [result.id, result]),
	);
	const failed = results.find(
		(result) => result.error !== undefined && typeof result.status !== 'string',
	);
	return started.map(({ request }) => {
		const result = byId.get(request.id);
		const rowId = Number(request.id.replace('LEAVER-', ''));
		if (!result || typeof result.status !== 'string') {
			const why = failed
				? String(failed.error.message || failed.error).slice(0, 300)
				: 'no result came back';
			return {
				rowId,
				from: 'started',
				state: 'unknown',
				why: `Nobody knows how far it came: ${why}. See the execution in n8n; it is not started again by itself.`,
			};
		}
		const open = result.isOpen === true;
		return {
			rowId,
			from: 'started',
			state: open ? 'open' : 'ended',
			why: [`${result.statusWords}. ${result.summary}`, ...(result.todo || [])]
				.join('\n')
				.slice(0, 2000),
		};
	});
}
