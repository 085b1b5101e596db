// A slash command of Slack: `/offboard adele.vance@contoso.com HR-123`. Only what Slack signed within five minutes
// counts, and the signature is over the bytes as they came.

/** Takes as long for a wrong one as for the right one. */
function isSame(one, other) {
	if (one.length !== other.length) return false;
	let difference = 0;
	for (let index = 0; index < one.length; index += 1) {
		difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
	}
	return difference === 0;
}

/** What was signed, read from the very bytes: `text=a%40b+HR-1&user_name=x`. */
function formIn(raw) {
	const decode = (text) => {
		try {
			return decodeURIComponent(text.replaceAll('+', ' '));
		} catch {
			return '';
		}
	};
	return Object.fromEntries(raw.split('&').map((pair) => pair.split('=').map(decode)));
}

function checkSlash(json, now) {
	const headers = json.headers || {};
	const seconds = Number(headers['x-slack-request-timestamp']);
	const signature = textIn(headers['x-slack-signature']);
	const isSigned =
		/^v0=[0-9a-f]{64}$/.test(signature) &&
		/^[0-9a-f]{64}$/.test(textIn(json.expected)) &&
		isSame(signature, `v0=${json.expected}`);
	const isFresh = Math.abs(Date.parse(now) / 1000 - seconds) <= 300;
	const form = isSigned && isFresh ? formIn(textIn(json.raw)) : {};
	const [first = '', second = ''] = textIn(form.text).split(/\s+/);
	const upn = accountIn(first);
	const ticket = ticketIn(second);
	const problem =
		!isSigned || !isFresh
			? 'Not signed by Slack within five minutes'
			: upn === '' || ticket === ''
				? 'Write: /offboard name@company.example HR-123'
				: '';
	return {
		...{
			ok: problem === '',
			problem,
			isSigned: isSigned && isFresh,
			source: 'slack',
			ticket,
			upn,
			manager: '',
		},
		...{
			sysId: '',
			table: '',
			at: now,
			requestedBy: nameIn(`Slack ${textIn(form.user_name)} ${textIn(form.user_id)}`),
		},
		key: `${ticket} ${upn.toLowerCase()}`,
	};
}
