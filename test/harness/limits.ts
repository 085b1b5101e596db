/** The services that the tests tell apart, by the path as a person reads it; kept apart from what they test. */
export type Service = 'identity' | 'intune' | 'outlook' | 'teams';

/** Which service a request belongs to. @param path decoded, without host and version */
export function serviceOf(_method: string, path: string): Service | null {
	if (path === '/$batch') return null;
	if (/\/managedDevices(\/|$)/.test(path)) return 'intune';
	if (/\/(mailboxSettings|mailFolders)(\/|$)/.test(path)) return 'outlook';
	return path.startsWith('/teams/') ? 'teams' : 'identity';
}
