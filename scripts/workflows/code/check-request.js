// A request of Jira or ServiceNow, which came in with the right secret. What does not fit is refused with a reason.

const TABLES = {
	INC: 'incident',
	RITM: 'sc_req_item',
	REQ: 'sc_request',
	SCTASK: 'sc_task',
	TASK: 'task',
};

function checkRequest(json, now) {
	const body = json.body && typeof json.body === 'object' ? json.body : {};
	const upn = accountIn(body.upn);
	const ticket = ticketIn(body.ticket);
	const manager = accountIn(body.manager);
	const sysId = /^[0-9a-f]{32}$/.test(textIn(body.sys_id)) ? textIn(body.sys_id) : '';
	const prefix = (/^[A-Z]+(?=\d)/.exec(ticket) || [''])[0];
	const source = prefix === '' ? 'jira' : 'servicenow';
	const problems = [
		upn === '' && '`upn` is not a user principal name or an object ID',
		ticket === '' && '`ticket` is not the number of a Jira issue or a ServiceNow task',
		textIn(body.manager) !== '' && manager === '' && '`manager` is not a user principal name',
		source === 'servicenow' &&
			!(prefix in TABLES) &&
			'No answer can be given to that kind of ticket',
		source === 'servicenow' && sysId === '' && '`sys_id` has to be the 32 hex digits of the ticket',
	].filter(Boolean);
	return {
		...{
			ok: problems.length === 0,
			problem: problems.join('. '),
			source,
			ticket,
			upn,
			manager,
			sysId,
		},
		...{ table: TABLES[prefix] || '', requestedBy: nameIn(body.requested_by) || source, at: now },
		key: `${ticket} ${upn.toLowerCase()}`,
	};
}
