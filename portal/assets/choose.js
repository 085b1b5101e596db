/* Choosing somebody by the keyboard, and many of a list. Without it, by links and by boxes of one page. */
(function () {
	// The people below a search are walked by arrows; Enter takes the only one, if it was found for what is written now.
	document.addEventListener('keydown', function (event) {
		const area = event.target.closest('[data-walk]');
		if (!area || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
		const input = area.querySelector('input[type=search]');
		const links = [...area.querySelectorAll('[data-found] a.name')];
		const at = links.indexOf(event.target);
		if (event.key === 'Enter' && event.target === input && links.length === 1) {
			const found = area.querySelector('[data-found]').dataset.found;
			if (found === '' || found !== input.value.trim()) return;
			event.preventDefault();
			return links[0].click();
		}
		if (event.target !== input && at === -1) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (!step || links.length === 0) return;
		event.preventDefault();
		const next = at + step;
		(next < 0 ? input : links[Math.min(next, links.length - 1)]).focus();
	});

	// Choosing many of a list: how many they are, and all of a page at once.
	document.addEventListener('change', function (event) {
		const form = event.target.closest('form[data-checks]');
		if (!form) return;
		const boxes = form.querySelectorAll('tbody input[type=checkbox]');
		const all = form.querySelector('[data-check-all]');
		if (event.target === all) for (const box of boxes) box.checked = all.checked;
		remember(form, boxes);
		sayChecked(form);
	});
	document.addEventListener('reset', function (event) {
		const form = event.target;
		if (!form.matches('form[data-checks]')) return;
		keep(form, new Set());
		setTimeout(show, 0, form);
	});
	document.addEventListener('submit', function (event) {
		// What was sent is not chosen any more when somebody comes back. The form itself goes as it is.
		if (event.target.matches('form[data-checks]')) keep(event.target, new Set());
	});

	// Whoever is chosen stays so over pages and searches of a list that says under which name (data-keep).
	function kept(form) {
		return new Set(JSON.parse(sessionStorage.getItem(form.dataset.keep) || '[]'));
	}
	function keep(form, chosen) {
		if (!form.dataset.keep) return;
		sessionStorage.setItem(form.dataset.keep, JSON.stringify([...chosen]));
	}
	function remember(form, boxes) {
		if (!form.dataset.keep) return;
		const chosen = kept(form);
		for (const box of boxes) chosen[box.checked ? 'add' : 'delete'](box.value);
		keep(form, chosen);
	}
	function show(form) {
		if (form.dataset.keep) {
			const chosen = kept(form);
			for (const box of form.querySelectorAll('tbody input[type=checkbox]')) {
				box.checked = chosen.delete(box.value);
			}
			form.querySelector('[data-others]').value = [...chosen].join(' ');
		}
		sayChecked(form);
	}
	function sayChecked(form) {
		const boxes = [...form.querySelectorAll('tbody input[type=checkbox]')];
		const here = boxes.filter(function (box) {
			return box.checked;
		}).length;
		const elsewhere = form.querySelector('[data-others]');
		const others = elsewhere && elsewhere.value ? elsewhere.value.split(' ').length : 0;
		form.toggleAttribute('data-some', here + others > 0);
		const all = form.querySelector('[data-check-all]');
		all.checked = boxes.length > 0 && here === boxes.length;
		all.indeterminate = here > 0 && here < boxes.length;
		form.querySelector('[data-checked]').textContent =
			here + others + ' chosen' + (others > 0 ? ', ' + others + ' of them not in sight' : '');
	}
	function showAll() {
		document.querySelectorAll('form[data-keep]').forEach(show);
	}
	showAll();
	window.addEventListener('pageshow', showAll);
	document.addEventListener('htmx:after:swap', showAll);
})();
