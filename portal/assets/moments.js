/* Moments on the clocks of whoever looks. Without it they are in UTC. */
(function () {
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
			if (says === time.textContent) return;
			time.textContent = says;
			const own = time.closest('[data-own-clock]');
			if (own) own.hidden = says.startsWith(own.dataset.ownClock);
		});
	}
	inOwnZone();
	new MutationObserver(inOwnZone).observe(document.body, {
		...{ childList: true, characterData: true, subtree: true },
	});
})();
