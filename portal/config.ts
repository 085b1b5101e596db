/** How a portal is reached and whom it can write to. */
export interface PortalConfig {
	/** Scheme and host as people type it, no trailing slash. */
	readonly publicUrl: string;
	/** `smtps://user:password@host`; null: mails stay readable at /dev/outbox. */
	readonly smtpUrl: string | null;
	readonly mailFrom: string;
	/** How many proxies in front are ours and tell the truth about addresses. */
	readonly trustedProxies: number;
	/** The data folder: keys and reports, and the tenants that are simulated. */
	readonly dataFolder: string;
	/** The app registration that people sign in with at Microsoft; null: there is no such button. */
	readonly microsoft: MicrosoftConfig | null;
	/** How long simulated tenants take for each answer, milliseconds: 0 in no time, 200 as Microsoft does. */
	readonly rehearsalLatencyMs: number;
	/** Whether automations may send to this machine and its network, there also without TLS. */
	readonly privateWebhooks: boolean;
	/** Where Prometheus reads, on this machine; null: nowhere. */
	readonly metricsPort: number | null;
}

/** An app registration for "Sign in with Microsoft". */
export interface MicrosoftConfig {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Login host of the cloud, no trailing slash. */
	readonly loginUrl: string;
}

/** True where cookies may insist on TLS. */
export const isSecure = ({ publicUrl }: PortalConfig): boolean => publicUrl.startsWith('https:');
