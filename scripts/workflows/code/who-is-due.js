// Which rows of the list of leavers have to be seen to now. `leaves_at` is a time on the clocks of `zone`.

const LATEST_HOURS = 24;
const STUCK_HOURS = 6;

/** What a database calls a time without a zone is UTC. */
const instantOf = (value) => {
	const text = textIn(value);
	return Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
};

/** A row as work: `start`, or `note` with the state and the reason that it gets. Nothing for one that has time. */
function workOf(row, now, DateTime) {
	const note = (state, why) => ({ todo: 'note', rowId: row.id, from: row.state, state, why });
	if (row.state === 'started') {
		const hours = (now - instantOf(row.updatedAt)) / 3_600_000;
		return !(hours <= STUCK_HOURS)
			? note(
					'unknown',
					`Started, and no end was noted for ${STUCK_HOURS} hours. See the execution ${textIn(row.claimed_by)} in n8n; it is not started again by itself.`,
				)
			: null;
	}
	const upn = accountIn(row.upn);
	if (upn === '') return note('invalid', 'upn is not a user principal name or an object ID');
	if (textIn(row.manager) !== '' && accountIn(row.manager) === '')
		return note('invalid', 'manager is not a user principal name');
	const text = textIn(row.leaves_at);
	if (!/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}$/.test(text))
		return note('invalid', 'leaves_at has to read 2026-12-01 18:00');
	const at = DateTime.fromISO(text.replace(' ', 'T'), { zone: textIn(row.zone) || 'none' });
	if (!at.isValid)
		return note(
			'invalid',
			'zone has to be a name such as Europe/Berlin, and leaves_at a time that there is',
		);
	if (at.toFormat("yyyy-MM-dd'T'HH:mm") !== text.replace(' ', 'T'))
		return note('invalid', 'The clocks there skip that time');
	const late = now - at.toMillis();
	if (late < 0) return null;
	if (late > LATEST_HOURS * 3_600_000)
		return note(
			'late',
			`Its time was more than ${LATEST_HOURS} hours ago. Somebody has to decide: set state to planned and leaves_at to a new time.`,
		);
	return {
		todo: 'start',
		rowId: row.id,
		upn,
		manager: accountIn(row.manager),
		ticket: ticketIn(row.ticket),
		at: at.toUTC().toISO(),
	};
}

/** Nobody twice in one go, whatever the list says. */
function whoIsDue(rows, now, DateTime) {
	const seen = new Set();
	return rows.flatMap((row) => {
		if (row.id === undefined) return [];
		const work = workOf(row, now, DateTime);
		if (work === null) return [];
		if (work.todo === 'start' && seen.has(work.upn.toLowerCase())) {
			return [
				{
					todo: 'note',
					rowId: row.id,
					from: row.state,
					state: 'invalid',
					why: 'The same person is in another row',
				},
			];
		}
		if (work.todo === 'start') seen.add(work.upn.toLowerCase());
		return [work];
	});
}
