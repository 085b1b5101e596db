/**
 * Where to go after signing in: a path of ours, or the dashboard. `//host`, `/\host` and their encoded forms lead
 * elsewhere in browsers.
 */
export function nextPath(text: string): string {
	if (!/^\/[\w\-./?=&%+~:,]*$/.test(text) || /^\/[/\\]|%2f|%5c/i.test(text)) return '/';
	return text.startsWith('/auth/') ? '/' : text;
}
