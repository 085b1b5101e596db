/** Microsoft's national clouds. Registrations and tokens of one are worth nothing in another. */
export const CLOUDS = {
	global: { login: 'https://login.microsoftonline.com', graph: 'https://graph.microsoft.com' },
	usgov: { login: 'https://login.microsoftonline.us', graph: 'https://graph.microsoft.us' },
	dod: { login: 'https://login.microsoftonline.us', graph: 'https://dod-graph.microsoft.us' },
	china: {
		login: 'https://login.chinacloudapi.cn',
		graph: 'https://microsoftgraph.chinacloudapi.cn',
	},
} as const;

export type CloudName = keyof typeof CLOUDS;

export function isCloudName(value: unknown): value is CloudName {
	return typeof value === 'string' && Object.hasOwn(CLOUDS, value);
}
