/* The only script of these screens. Loaded in <head>, before the stylesheet, so there is no flash. */
(function () {
	const root = document.documentElement;
	const key = 'oiq-theme';
	const wanted = new URLSearchParams(location.search).get('theme');
	let saved = null;
	try {
		saved = wanted || localStorage.getItem(key);
	} catch {
		/* storage refused: follow the system */
	}
	if (saved === 'light' || saved === 'dark') root.dataset.theme = saved;
	root.classList.add('has-js');
	// Only where a page may: over https, or on this machine. Before anything is drawn, so that nothing moves.
	if (navigator.clipboard) root.classList.add('can-copy');
	function isDark() {
		return root.dataset.theme
			? root.dataset.theme === 'dark'
			: matchMedia('(prefers-color-scheme: dark)').matches;
	}
	function label() {
		document.querySelectorAll('[data-theme-toggle]').forEach(function (b) {
			const says = isDark() ? 'Switch to light theme' : 'Switch to dark theme';
			const words = b.querySelector('[data-theme-words]');
			if (words) words.textContent = says;
			else b.setAttribute('aria-label', says);
		});
	}
	document.addEventListener('DOMContentLoaded', label);
	document.addEventListener('click', function (e) {
		const b = e.target.closest('[data-theme-toggle]');
		if (!b) return;
		root.dataset.theme = isDark() ? 'light' : 'dark';
		try {
			localStorage.setItem(key, root.dataset.theme);
		} catch {
			/* not kept, still switched */
		}
		label();
	});
})();
