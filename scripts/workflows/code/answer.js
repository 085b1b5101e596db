// What the ticket is told. A run of which nothing came back is not known, and is not started again.

function answerOf(request, result) {
	const { ticket, upn, source, table, sysId } = request;
	const to = { ticket, upn, source, table, sysId, rowId: request.rowId };
	if (!request.approved) {
		const text = `Offboarding of ${upn}: ${request.decision}. Nothing was changed.`;
		return { ...to, status: 'declined', text };
	}
	if (typeof result.statusWords !== 'string') {
		const why = String(
			(result.error && (result.error.message || result.error)) || 'no result came back',
		);
		const text = `Offboarding of ${upn}: nobody knows how far it came (${why.slice(0, 300)}). See the execution in n8n before anything is started again.`;
		return { ...to, status: 'unknown', text };
	}
	const todo = Array.isArray(result.todo) ? result.todo.slice(0, 20) : [];
	const lines = [
		`Offboarding of ${upn}: ${result.statusWords}. ${result.summary}`,
		request.decision,
	];
	if (todo.length > 0)
		lines.push('For a person to do:', ...todo.map((line) => `- ${String(line).slice(0, 400)}`));
	return { ...to, status: result.status, text: lines.join('\n') };
}

/** Each in the form that its reader wants. */
function bodiesOf(answer) {
	const escape = (text) =>
		text
			.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign])
			.replace(/[*_~`]/g, (sign) => `\u200b${sign}\u200b`);
	return {
		...answer,
		jira: {
			...{ event: 'offboarding.answer', issues: [answer.ticket], ticket: answer.ticket },
			...{ employee_upn: answer.upn, status: answer.status, comment: answer.text },
		},
		serviceNow: { work_notes: answer.text },
		slack: { text: escape(answer.text.slice(0, 3000)), mrkdwn: false },
	};
}
