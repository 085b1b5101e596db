// What the approver said. Anything but a clear yes, by somebody with a name, is a no; so is silence.

function decide(request, form, row, now) {
	const approver = nameIn(form['Your name']);
	const isYes = form.Decision === 'Approve' && approver !== '';
	const isSelf = approver.toLowerCase() === request.requestedBy.toLowerCase();
	const answered = textIn(form.Decision) !== '';
	return {
		...request,
		...{ rowId: row.id, approved: isYes && !isSelf, approver, decidedAt: now },
		decision: !answered
			? 'Nobody decided in time'
			: isSelf
				? 'Declined: whoever asks cannot approve'
				: isYes
					? `Approved by ${approver}`
					: `Declined by ${approver || 'somebody without a name'}`,
	};
}

/** What the nine steps take. */
function offboardingOf(decided, executionId) {
	const { upn, manager, ticket, requestedBy, at, approver, decidedAt } = decided;
	return {
		user: upn,
		...(manager === '' ? {} : { manager }),
		dryRun: false,
		request: {
			...{ id: `${ticket}-${decided.rowId}`, ticket, requestedBy, requestedAt: at },
			caseFacts: {
				approvedBy: approver,
				approvedAt: decidedAt,
				reason: `n8n execution ${executionId}`,
			},
		},
	};
}
