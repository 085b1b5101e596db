import type { CloudName } from '../../../nodes/shared/graph/clouds';
import type {
	AdministrativeUnit,
	Application,
	GroupRecord,
	ServicePrincipal,
	UserRecord,
} from './directory';
import type { DeviceAction, EntraDevice, ManagedDevice } from './devices';
import type { GroupSchedule, RoleAssignment, RoleDefinition, RoleEligibility } from './roles';

/** The app registration the product signs in with, and how Entra treats it. */
export interface AppRegistration {
	clientId: string;
	clientSecret: string;
	/** True: the right secret is refused with AADSTS7000222. */
	secretExpired: boolean;
	/** PEM certificates. A client assertion is accepted only when one of them verifies it. */
	certificates: string[];
	servicePrincipalId: string;
	/** Application permissions an admin consented to; they become the `roles` of the next token. */
	permissions: string[];
	/** Names of directory roles of the app's own service principal, e.g. Privileged Authentication Administrator. */
	directoryRoles: string[];
	tokenLifetimeSeconds: number;
	/** Tokens of an older generation are expired: add one to expire every token that is out. */
	tokenGeneration: number;
}

/** What the tenant has bought or switched on. */
export interface TenantServices {
	/** False: every Intune call answers "Request not applicable to target tenant.". */
	intune: boolean;
	/** True: wipe and retire ask for the approval of a second administrator. */
	deviceActionsNeedApproval: boolean;
	/** False: everything of Privileged Identity Management answers AadPremiumLicenseRequired. */
	entraIdP2: boolean;
}

/** What an earlier `/users/delta` round saw, by its token: user id to a fingerprint. */
export type DeltaSnapshots = Record<string, Record<string, string>>;

/**
 * The whole simulated tenant: plain data, saved as JSON. Tests read it and arrange cases in it while the
 * sandbox runs; the next request sees the change.
 */
export interface TenantState {
	readonly schema: 'offboardiq.sandbox/1';
	readonly seed: number;
	readonly tenantId: string;
	/** Microsoft's cloud it lives in; absent: the global one. */
	cloud?: CloudName;
	displayName: string;
	domains: string[];
	app: AppRegistration;
	services: TenantServices;
	users: UserRecord[];
	deletedUsers: UserRecord[];
	groups: GroupRecord[];
	administrativeUnits: AdministrativeUnit[];
	servicePrincipals: ServicePrincipal[];
	applications: Application[];
	roleDefinitions: RoleDefinition[];
	roleAssignments: RoleAssignment[];
	roleEligibilities: RoleEligibility[];
	groupEligibilities: GroupSchedule[];
	groupAssignments: GroupSchedule[];
	managedDevices: ManagedDevice[];
	entraDevices: EntraDevice[];
	deviceActions: DeviceAction[];
	deltaSnapshots: DeltaSnapshots;
}
