/* The search of the header. Without it there is the page of its own. */
(function () {
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
})();
