/* What a page that is watched does beyond htmx: it says when nobody answers, and asks again when nobody tells. */
(function () {
	// What a page asks for again and again must not look alive when nobody answers.
	let lastSeen = new Date();
	document.addEventListener('htmx:error', function (event) {
		if (isPolled(event)) sayLost();
		else openLater(event.detail.ctx && event.detail.ctx.sourceElement);
	});
	document.addEventListener('htmx:before:response', function (event) {
		// No stream: a page that says why there is none does not belong into this one, which goes on asking.
		if (isNoStream(event)) {
			openLater(event.detail.ctx.sourceElement);
			return event.preventDefault();
		}
		if (!isPolled(event)) return;
		if (event.detail.ctx.response.status < 500) return sayFound();
		event.preventDefault();
		sayLost();
	});

	function isPolled(event) {
		const source = event.detail.ctx && event.detail.ctx.sourceElement;
		return Boolean(source) && (source.getAttribute('hx-trigger') || '').startsWith('every');
	}

	function isNoStream(event) {
		const { sourceElement: source, response } = event.detail.ctx || {};
		if (!source || !source.hasAttribute('hx-sse:connect')) return false;
		return !(response.raw.headers.get('content-type') || '').startsWith('text/event-stream');
	}

	// The extension connects again what was connected, but gives up a first try that failed.
	const MOST_WAIT_MS = 30000;
	let failed = 0;
	let isKept = false;
	function openLater(source) {
		if (!source || !source.hasAttribute('hx-sse:connect')) return;
		const wait = Math.min(1000 * 2 ** failed++, MOST_WAIT_MS) * (0.7 + 0.6 * Math.random());
		setTimeout(function () {
			if (!isKept && source.isConnected)
				htmx.ajax('GET', source.getAttribute('hx-sse:connect'), { source });
		}, wait);
	}

	// A page that is told what happens need not ask; when nobody tells it any more, it asks again.
	let isTold = false;
	let toldAt = 0;
	// The server says every quarter of a minute that it is there; a connection may die without a word.
	const SILENT_MS = 40000;
	document.addEventListener('htmx:before:request', function (event) {
		if (!isPolled(event)) return;
		if (Date.now() - toldAt > SILENT_MS) isTold = false;
		const isWatching = isTold && event.detail.ctx.sourceElement.closest(WATCHING);
		if (isWatching || document.hidden) event.preventDefault();
	});
	const WATCHING = '[hx-sse\\:connect]';
	document.addEventListener('htmx:sse:before:message', function (event) {
		// The first message, not the head of the answer: what is in between may keep messages to itself.
		isTold = true;
		toldAt = Date.now();
		sayFound();
		// Who may see the page has changed, or there is none to see any more.
		if (event.detail.message.event === 'changed') location.reload();
	});
	document.addEventListener('htmx:sse:before:connection', function () {
		isKept = true;
		isTold = false;
	});
	document.addEventListener('htmx:sse:after:connection', function (event) {
		// Signed out while the server was away: the page itself leads to where one signs in.
		if (event.detail.connection.status === 204) location.reload();
	});
	document.addEventListener('htmx:sse:error', function (event) {
		isTold = false;
		if (event.detail.status === 404 || event.detail.status === 403) location.reload();
	});
	document.addEventListener('htmx:sse:close', function () {
		isKept = false;
		isTold = false;
	});

	// A clock of something that is under way goes on between two pieces of news.
	const clocks = new WeakMap();
	setInterval(function () {
		document.querySelectorAll('[data-elapsed]').forEach(function (clock) {
			let known = clocks.get(clock);
			if (!known || known.said !== clock.dataset.elapsed)
				known = { said: clock.dataset.elapsed, at: performance.now() };
			clocks.set(clock, known);
			const seconds = Number(known.said) + (performance.now() - known.at) / 1000;
			const minutes = Math.floor(seconds / 60);
			clock.textContent =
				minutes === 0
					? seconds.toFixed(0) + ' s'
					: minutes + ' min ' + Math.floor(seconds % 60) + ' s';
		});
	}, 1000);

	function sayLost() {
		let note = document.getElementById('lost');
		if (!note) {
			note = document.createElement('p');
			note.id = 'lost';
			note.className = 'lost-line';
			note.setAttribute('role', 'alert');
			document.getElementById('main').prepend(note);
		}
		const time = lastSeen.toTimeString().slice(0, 5);
		const says = 'Connection to the server lost; last seen ' + time + '; trying again.';
		if (note.textContent !== says) note.textContent = says;
	}

	function sayFound() {
		lastSeen = new Date();
		const note = document.getElementById('lost');
		if (note) note.remove();
	}
})();
