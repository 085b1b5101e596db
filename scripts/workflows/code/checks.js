// What may be in a request, a row or a list. A shape is checked, not whether there is such a person: the look-up does that.

const textIn = (value) =>
	typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

/** A user principal name or an object id, else ''. Nothing in it can end a text, a path or a line. */
function accountIn(value) {
	const text = textIn(value);
	if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text;
	return text.length <= 200 && /^[\w.!#'^~+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text) ? text : '';
}

/** The number of a Jira issue or of a ServiceNow task, else ''. */
function ticketIn(value) {
	const text = textIn(value).toUpperCase();
	return /^([A-Z][A-Z0-9_]{1,19}-\d{1,9}|(INC|RITM|REQ|SCTASK|TASK|HRC)\d{7,12})$/.test(text)
		? text
		: '';
}

/** A name of a person as it is shown: one line, nothing a form or a message could take for markup. */
const nameIn = (value) =>
	[
		...textIn(value)
			.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
			.replace(/[<>{}]/g, ''),
	]
		.slice(0, 100)
		.join('')
		.trim();
