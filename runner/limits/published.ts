/** The services of Microsoft 365 that count on their own. What is not known counts as identity, the strictest by far. */
export type Service = 'identity' | 'intune' | 'outlook' | 'protection' | 'reports' | 'teams';

/** What a limit counts. */
export type Unit = 'request' | 'resourceUnit' | 'write';

/** A limit as Microsoft publishes it. They drift: change them here, or with OFFBOARDIQ_LIMITS. */
export interface PublishedLimit {
	readonly service: Service;
	readonly unit: Unit;
	/** Per app and tenant, and within it per mailbox or team. */
	readonly scope: 'mailbox' | 'team' | 'tenant';
	/**
	 * `bucket`: fills up steadily, and what was saved may be spent at once. `window`: no more in any span of that length,
	 * wherever it begins: right for every service that does not say how it counts. `concurrent`: at the same moment.
	 */
	readonly kind: 'bucket' | 'concurrent' | 'window';
	readonly amount: number;
	/** Milliseconds; 0 for `concurrent`. */
	readonly perMs: number;
	readonly source: string;
}

const GRAPH = 'https://learn.microsoft.com/graph/throttling-limits';

/**
 * Every limit that an offboarding can meet, per app and tenant. The identity units are those of a tenant of fewer than
 * 50 people; see `IDENTITY_UNITS` for larger ones.
 */
export const PUBLISHED = {
	identityUnits: {
		...{ service: 'identity', unit: 'resourceUnit', scope: 'tenant', kind: 'bucket' },
		...{ amount: 3_500, perMs: 10_000 },
		source: `${GRAPH}#identity-and-access-service-limits`,
	},
	identityWrites: {
		...{ service: 'identity', unit: 'write', scope: 'tenant', kind: 'bucket' },
		...{ amount: 3_000, perMs: 150_000 },
		source: `${GRAPH}#identity-and-access-service-limits`,
	},
	outlookAtOnce: {
		...{ service: 'outlook', unit: 'request', scope: 'mailbox', kind: 'concurrent' },
		...{ amount: 4, perMs: 0 },
		source: `${GRAPH}#outlook-service-limits`,
	},
	outlookRequests: {
		...{ service: 'outlook', unit: 'request', scope: 'mailbox', kind: 'window' },
		...{ amount: 10_000, perMs: 600_000 },
		source: `${GRAPH}#outlook-service-limits`,
	},
	teamsRequests: {
		...{ service: 'teams', unit: 'request', scope: 'tenant', kind: 'window' },
		...{ amount: 60, perMs: 1_000 },
		source: `${GRAPH}#microsoft-teams-service-limits`,
	},
	teamsWrites: {
		...{ service: 'teams', unit: 'write', scope: 'tenant', kind: 'window' },
		...{ amount: 30, perMs: 1_000 },
		source: `${GRAPH}#microsoft-teams-service-limits`,
	},
	oneTeam: {
		...{ service: 'teams', unit: 'request', scope: 'team', kind: 'window' },
		...{ amount: 4, perMs: 1_000 },
		source: `${GRAPH}#microsoft-teams-service-limits`,
	},
	intuneRequests: {
		...{ service: 'intune', unit: 'request', scope: 'tenant', kind: 'window' },
		...{ amount: 2_000, perMs: 20_000 },
		source: `${GRAPH}#intune-service-limits`,
	},
	intuneWrites: {
		...{ service: 'intune', unit: 'write', scope: 'tenant', kind: 'window' },
		...{ amount: 200, perMs: 20_000 },
		source: `${GRAPH}#intune-service-limits`,
	},
	reports: {
		...{ service: 'reports', unit: 'request', scope: 'tenant', kind: 'window' },
		...{ amount: 5, perMs: 10_000 },
		source: `${GRAPH}#identity-and-access-reports-service-limits`,
	},
	protection: {
		...{ service: 'protection', unit: 'request', scope: 'tenant', kind: 'window' },
		...{ amount: 1, perMs: 1_000 },
		source: `${GRAPH}#identity-protection-and-conditional-access-service-limits`,
	},
} as const satisfies Readonly<Record<string, PublishedLimit>>;

export type LimitName = keyof typeof PUBLISHED;

export const LIMIT_NAMES = Object.keys(PUBLISHED) as readonly LimitName[];

/** Resource units per ten seconds by the size of the tenant. */
export const IDENTITY_UNITS: readonly { readonly moreThan: number; readonly amount: number }[] = [
	{ moreThan: 500, amount: 8_000 },
	{ moreThan: 49, amount: 5_000 },
	{ moreThan: 0, amount: 3_500 },
];

/** The resource units of a tenant that has at least so many people. */
export function identityUnits(people: number): number {
	return IDENTITY_UNITS.find(({ moreThan }) => people > moreThan)?.amount ?? 3_500;
}
