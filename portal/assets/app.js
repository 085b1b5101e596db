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

	// A role is changed by choosing it.
	document.addEventListener('change', function (event) {
		const form = event.target.closest('form[data-send-on-change]');
		if (form) form.requestSubmit();
	});

	// A preview that can't be read says so. An error page in its place would look like one, and be none.
	document.addEventListener('htmx:error', function (event) {
		const isReplaced = event.detail.error && event.detail.error.name === 'AbortError';
		if (isPreview(event) && !isReplaced) sayUnread(true);
	});
	document.addEventListener('htmx:before:response', function (event) {
		if (!isPreview(event)) return;
		const isLost = event.detail.ctx.response.status >= 400;
		if (isLost) event.preventDefault();
		sayUnread(isLost);
	});
	function isPreview(event) {
		const source = event.detail.ctx && event.detail.ctx.sourceElement;
		return Boolean(source) && source.id === 'preview';
	}
	function sayUnread(isLost) {
		document.getElementById('preview-lost').hidden = !isLost;
		const waiting = document.querySelector('#preview [aria-busy]');
		if (waiting) waiting.hidden = isLost;
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
			const offered = Array.from(select.options);
			const option =
				offered.find(({ value }) => value === own) || offered.find(({ value }) => isOwn(value));
			if (option) select.value = option.value;
		});

		// One zone has several names: here it is Asia/Kolkata, and the server knows it as Asia/Calcutta.
		function isOwn(zone) {
			return (
				zone !== '' &&
				Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone === own
			);
		}
	});

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
		if (!navigator.clipboard) return say(CANNOT);
		navigator.clipboard.writeText(button.dataset.copy).then(
			function () {
				say(button.dataset.copied || 'Copied');
				button.dataset.done = '';
				setTimeout(function () {
					delete button.dataset.done;
				}, 2000);
			},
			function () {
				say(CANNOT);
			},
		);
	}

	// The same words twice are told twice only if they were gone in between.
	const CANNOT = 'It could not be copied. Select the text instead.';
	function say(words) {
		const live = document.getElementById('live');
		live.textContent = '';
		setTimeout(function () {
			live.textContent = words;
		}, 50);
	}
})();
