// How it ended and who could be told. Nothing of it depends on whether a message arrived. A branch that is deleted or
// switched off, and one that had nothing to say, is `not asked`.

/** What came out of a node, or null where it is not there or did not run. */
function outputOf(read) {
	try {
		return read();
	} catch {
		return null;
	}
}

/** An answer has a status code: what a switched-off node hands on has none. */
function deliveryOf(answers, failures) {
	const sent = (answers || []).filter(
		(item) => item.json && typeof item.json.statusCode === 'number',
	);
	const failed = failures || [];
	if (sent.length + failed.length === 0) return 'not asked';
	if (failed.length === 0) return 'told';
	const { error } = failed[0].json || {};
	const why = String((error && (error.message || error)) || 'no reason was given')
		.replace(/\s+/g, ' ')
		.slice(0, 200);
	return sent.length === 0
		? `not told: ${why}`
		: `told ${sent.length} of ${sent.length + failed.length}: ${why}`;
}

function outcome(items, outputs) {
	const told = {};
	for (const [key, read] of Object.entries(outputs)) {
		told[key] = deliveryOf(
			outputOf(() => read(0)),
			outputOf(() => read(1)),
		);
	}
	const untold = Object.keys(told).filter((key) => /^(not )?told\b.*:/.test(told[key]));
	return items.map((item, index) => ({
		json: { ...item.json, told, untold },
		...(item.binary ? { binary: item.binary } : {}),
		pairedItem: { item: index },
	}));
}
