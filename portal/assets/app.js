/* What pages do beyond links and forms. Everything works without it, only less quickly. */
(function () {
	document.addEventListener('click', function (event) {
		const show = event.target.closest('[data-show]');
		if (show) return toggle(show);
		const copy = event.target.closest('[data-copy]');
		if (copy) return copyText(copy);
	});

	// A menu closes when something else is clicked, or with Escape.
	document.addEventListener('click', function (event) {
		document.querySelectorAll('details.menu[open]').forEach(function (menu) {
			if (!menu.contains(event.target)) menu.open = false;
		});
	});
	document.addEventListener('keydown', function (event) {
		if (event.key !== 'Escape') return;
		document.querySelectorAll('details.menu[open]').forEach(function (menu) {
			menu.open = false;
			menu.querySelector('summary').focus();
		});
	});

	// The search of the header: a key leads to it, arrows lead through what it found, Escape puts that away.
	const find = document.getElementById('find');
	const found = document.getElementById('find-r');
	const SLASH = 'oiq-slash';
	document.addEventListener('keydown', function (event) {
		const isK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
		if (!find || event.altKey || event.shiftKey || !(isK || isSlash(event))) return;
		event.preventDefault();
		// On a small screen the field is a page.
		if (find.offsetParent === null) return location.assign('/search');
		find.focus();
		find.select();
	});
	// A single key is a key of whatever is typed into, and of programs that are spoken to: it can be turned off.
	function isSlash(event) {
		if (event.key !== '/' || event.ctrlKey || event.metaKey || isSlashOff()) return false;
		return !event.target.closest('input, textarea, select, [contenteditable]');
	}
	function isSlashOff() {
		try {
			return localStorage.getItem(SLASH) === 'off';
		} catch {
			return false;
		}
	}
	document.addEventListener('keydown', function (event) {
		if (!find || !event.target.closest('.top-find')) return;
		if (event.key === 'Escape') {
			found.replaceChildren();
			return find.focus();
		}
		if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
		const stops = [find, ...found.querySelectorAll('a, button')];
		const step = event.key === 'ArrowDown' ? 1 : -1;
		const next = stops[stops.indexOf(document.activeElement) + step];
		if (!next) return;
		event.preventDefault();
		next.focus();
	});
	if (find) {
		// Pressing something that was found must not put it away before it is pressed.
		found.addEventListener('mousedown', function (event) {
			event.preventDefault();
		});
		find.addEventListener('input', function () {
			if (find.value.trim() === '') found.replaceChildren();
		});
		new MutationObserver(function () {
			const says = found.querySelector('[data-says]');
			document.getElementById('live').textContent = says ? says.dataset.says : '';
		}).observe(found, { childList: true });
	}
	document.querySelectorAll('[data-slash-says]').forEach(function (line) {
		const button = line.querySelector('[data-slash]');
		const say = function () {
			button.textContent = isSlashOff() ? 'Turn “/” on' : 'Turn “/” off';
		};
		button.addEventListener('click', function () {
			try {
				localStorage.setItem(SLASH, isSlashOff() ? 'on' : 'off');
			} catch {
				// Nothing is kept in this browser: it stays as it is.
			}
			say();
		});
		say();
		line.hidden = false;
	});

	// A role is changed by choosing it.
	document.addEventListener('change', function (event) {
		const form = event.target.closest('form[data-send-on-change]');
		if (form) form.requestSubmit();
	});

	// Choosing many of a list: how many they are, and all of them at once.
	document.addEventListener('change', function (event) {
		const form = event.target.closest('form[data-checks]');
		if (!form) return;
		const boxes = form.querySelectorAll('tbody input[type=checkbox]');
		const all = form.querySelector('[data-check-all]');
		if (event.target === all) for (const box of boxes) box.checked = all.checked;
		sayChecked(form);
	});
	document.addEventListener('reset', function (event) {
		if (event.target.matches('form[data-checks]')) setTimeout(sayChecked, 0, event.target);
	});
	function sayChecked(form) {
		const boxes = [...form.querySelectorAll('tbody input[type=checkbox]')];
		const count = boxes.filter(function (box) {
			return box.checked;
		}).length;
		const all = form.querySelector('[data-check-all]');
		all.checked = count === boxes.length;
		all.indeterminate = count > 0 && count < boxes.length;
		form.querySelector('[data-checked]').textContent = count + ' chosen';
	}

	// A form is sent once, however often its button is pressed.
	document.addEventListener('submit', function (event) {
		if (event.target.dataset.sent) return event.preventDefault();
		event.target.dataset.sent = '1';
		setTimeout(function () {
			delete event.target.dataset.sent;
		}, 5000);
	});

	// A list is read here, in the encoding it is in, and shown before it is sent.
	document.addEventListener('change', function (event) {
		const input = event.target.closest('input[data-read-into]');
		if (!input || !input.files[0]) return;
		const says = document.getElementById(input.getAttribute('aria-describedby'));
		if (input.files[0].size > 90000) {
			says.textContent = 'It is read when you check the list.';
			return;
		}
		input.files[0].arrayBuffer().then(function (bytes) {
			document.getElementById(input.dataset.readInto).value = textOf(new Uint8Array(bytes));
			says.textContent = input.files[0].name + ' is shown above. Nothing was sent yet.';
			// It is sent as it is shown, with whatever is changed there.
			input.value = '';
		});
	});

	// UTF-16 says so in its first bytes; what is no UTF-8 comes from an older Excel.
	function textOf(bytes) {
		if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
		if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
		try {
			return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		} catch {
			return new TextDecoder('windows-1252').decode(bytes);
		}
	}

	// Somebody's own zone is offered first; it is sent by name, so that nothing is guessed on the server.
	document.addEventListener('DOMContentLoaded', function () {
		const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
		document.querySelectorAll('select[data-own-zone]').forEach(function (select) {
			for (const option of select.options) if (option.value === own) select.value = own;
		});
	});

	// Moments are written in UTC. They are shown on the clocks of whoever looks, with how far these are from UTC; the exact
	// one stays on hover. Each part of a page that comes later is looked at before it is seen.
	const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
	const offset = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' });
	function inOwnZone() {
		document.querySelectorAll('time[data-moment]').forEach(function (time) {
			if (!time.textContent.endsWith(' UTC')) return;
			const date = new Date(time.dateTime);
			if (Number.isNaN(date.getTime())) return;
			const zone = offset.formatToParts(date).find(function (part) {
				return part.type === 'timeZoneName';
			}).value;
			const says = clock.format(date) + ' ' + zone.replace('GMT', 'UTC').replace(/\+0$/, '');
			if (says !== time.textContent) time.textContent = says;
		});
	}
	inOwnZone();
	new MutationObserver(inOwnZone).observe(document.body, {
		...{ childList: true, characterData: true, subtree: true },
	});

	// What a page asks for again and again must not look alive when nobody answers.
	let lastSeen = new Date();
	document.addEventListener('htmx:error', function (event) {
		if (isPolled(event)) sayLost();
	});
	document.addEventListener('htmx:before:response', function (event) {
		// No stream: a page that says why there is none does not belong into this one, which goes on asking.
		if (isStream(event)) return event.preventDefault();
		if (!isPolled(event)) return;
		if (event.detail.ctx.response.status < 500) return sayFound();
		event.preventDefault();
		sayLost();
	});

	function isPolled(event) {
		const source = event.detail.ctx && event.detail.ctx.sourceElement;
		return Boolean(source) && (source.getAttribute('hx-trigger') || '').startsWith('every');
	}

	function isStream(event) {
		const { sourceElement: source, response } = event.detail.ctx || {};
		if (!source || !source.hasAttribute('hx-sse:connect')) return false;
		return !(response.raw.headers.get('content-type') || '').startsWith('text/event-stream');
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

	document.addEventListener('DOMContentLoaded', function () {
		const summary = document.querySelector('[data-summary]');
		if (summary) summary.focus();
	});

	function toggle(button) {
		const input = document.getElementById(button.dataset.show);
		const isHidden = input.type === 'password';
		input.type = isHidden ? 'text' : 'password';
		button.textContent = isHidden ? 'Hide' : 'Show';
	}

	function copyText(button) {
		navigator.clipboard.writeText(button.dataset.copy).then(function () {
			const live = document.getElementById('live');
			if (live) live.textContent = 'Copied';
		});
	}
})();
