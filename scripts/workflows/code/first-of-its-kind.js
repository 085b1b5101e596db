// The same ticket for the same person counts once: of the rows that were noted for it, the one that was noted first.

function isFirst(rows, own) {
	return rows.length > 0 && Math.min(...rows.map((row) => Number(row.id))) === Number(own.id);
}
