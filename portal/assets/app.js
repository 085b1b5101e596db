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

	// A form is sent once, however often its button is pressed.
	document.addEventListener('submit', function (event) {
		if (event.target.dataset.sent) return event.preventDefault();
		event.target.dataset.sent = '1';
		setTimeout(function () {
			delete event.target.dataset.sent;
		}, 5000);
	});

	// Somebody's own zone is offered first; it is sent by name, so that nothing is guessed on the server.
	document.addEventListener('DOMContentLoaded', function () {
		const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
		document.querySelectorAll('select[data-own-zone]').forEach(function (select) {
			for (const option of select.options) if (option.value === own) select.value = own;
		});
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
		navigator.clipboard.writeText(button.dataset.copy).then(function () {
			const live = document.getElementById('live');
			if (live) live.textContent = 'Copied';
		});
	}
})();
