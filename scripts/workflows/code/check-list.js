// A CSV of leavers: `upn` and, if wanted, `manager` and `ticket`. One bad line and nothing is started.

const MOST = 50;

function checkList(rows, now) {
	const problems = [];
	const seen = new Map();
	const people = [];
	for (const [index, row] of rows.entries()) {
		const line = index + 2;
		const cell = (name) => {
			const key = Object.keys(row).find(
				(each) => each.replace('\ufeff', '').trim().toLowerCase() === name,
			);
			return key === undefined ? '' : textIn(row[key]);
		};
		const upn = accountIn(cell('upn'));
		if (upn === '') problems.push(`Line ${line}: upn is not a user principal name or an object ID`);
		if (cell('manager') !== '' && accountIn(cell('manager')) === '')
			problems.push(`Line ${line}: manager is not a user principal name`);
		if (cell('ticket') !== '' && ticketIn(cell('ticket')) === '')
			problems.push(`Line ${line}: ticket is not the number of a ticket`);
		const twice = seen.get(upn.toLowerCase());
		if (upn !== '' && twice !== undefined)
			problems.push(`Line ${line}: the same person as in line ${twice}`);
		seen.set(upn.toLowerCase(), line);
		people.push({ upn, manager: accountIn(cell('manager')), ticket: ticketIn(cell('ticket')) });
	}
	if (rows.length === 0)
		problems.push(
			'The file has no line with a person; the first line has to be: upn,manager,ticket',
		);
	if (rows.length > MOST) problems.push(`${rows.length} people: at most ${MOST} go in one list`);
	const shown = problems.slice(0, 20);
	if (problems.length > 20) shown.push(`And ${problems.length - 20} more`);
	return {
		ok: problems.length === 0,
		problems: shown.join('\n'),
		count: people.length,
		people,
		at: now,
		list: htmlOf(people),
	};
}

/** A UPN may hold a quote or an ampersand’s neighbours; the page is told to show it as it is. */
const htmlOf = (people) =>
	people
		.map(({ upn }) => upn.replace(/[^\w@.+-]/g, (sign) => `&#${sign.codePointAt(0)};`))
		.join('<br>');
