import type { CaseFacts } from './caseFacts';
import type { OnlySteps } from './onlySteps';
import type { StepChoices } from './stepChoices';
import type { StepOutcome } from './outcome';

/** The person who leaves, as Graph knew them at look-up. Ids decide; names are for people. */
export interface Employee {
	/** Entra object id. Everything that writes is addressed by it. */
	readonly id: string;
	readonly userPrincipalName: string;
	readonly displayName: string;
	readonly mail: string | null;
	readonly jobTitle: string | null;
	readonly department: string | null;
	readonly companyName: string | null;
	readonly officeLocation: string | null;
	readonly employeeId: string | null;
	readonly employeeType: string | null;
	readonly userType: string | null;
	readonly accountEnabled: boolean | null;
	readonly onPremisesSyncEnabled: boolean;
}

/** Somebody else who matters: the manager. */
export interface Person {
	readonly id: string;
	readonly userPrincipalName: string | null;
	readonly displayName: string;
	readonly mail: string | null;
	readonly accountEnabled: boolean | null;
}

/** What the look-up warns of before anything is changed. */
export interface Warning {
	readonly code: string;
	readonly message: string;
	/** The steps it concerns, by key. */
	readonly steps: readonly string[];
}

/** What the employee held at look-up. `null` means: could not be read (the reason is a warning), never: nothing. */
export interface Holdings {
	readonly authenticationMethods: readonly HeldMethod[] | null;
	/** True when they were read in beta, which shows two kinds that v1.0 leaves out. */
	readonly methodsInBeta?: boolean;
	readonly groups: readonly HeldGroup[] | null;
	readonly directoryRoles: readonly HeldDirectoryRole[] | null;
	readonly devices: readonly HeldDevice[] | null;
	readonly mailbox: HeldMailbox;
}

/** An active role that covers the whole tenant. */
export interface HeldDirectoryRole {
	readonly id: string;
	readonly displayName: string;
	/** Says which role it is, whatever the tenant's language. */
	readonly roleTemplateId: string | null;
}

export interface HeldMethod {
	readonly id: string;
	/** `@odata.type` without `#microsoft.graph.`. */
	readonly type: string;
	readonly name: string;
}

export interface HeldGroup {
	readonly id: string;
	readonly displayName: string;
	readonly kind:
		'security' | 'microsoft365' | 'team' | 'dynamic' | 'mailEnabledSecurity' | 'distribution';
	readonly isAssignableToRole: boolean;
	readonly onPremisesSyncEnabled: boolean;
	readonly carriesLicenses: boolean;
	readonly owned: boolean;
	readonly member: boolean;
}

export interface HeldDevice {
	/** Intune managedDevice id: the action is bound to this record. */
	readonly id: string;
	readonly deviceName: string;
	readonly operatingSystem: string | null;
	readonly ownerType: string | null;
	readonly serialNumber: string | null;
	readonly azureADDeviceId: string | null;
	readonly userId: string | null;
	readonly managementState: string | null;
	readonly enrollmentType: string | null;
	/** What Intune says it is, such as `Surface Laptop 6` or `Cloud PC Enterprise 4vCPU/16GB`. */
	readonly model?: string | null;
	/** ISO 8601 UTC; left out by records of before it was asked for. */
	readonly enrolledAt?: string | null;
}

export interface HeldMailbox {
	readonly available: boolean;
	/** Why there is none, or why it could not be read; null when available. */
	readonly reason: string | null;
	/** `disabled`, `alwaysEnabled` or `scheduled`. */
	readonly automaticReplies: string | null;
}

/** What was asked for, by whom and where. */
export interface OffboardingRequest {
	/** Shown on the record, e.g. OFF-2026-000412. */
	readonly id: string;
	/** Reads only: every step answers `pending` and says what it would do. */
	readonly dryRun: boolean;
	/** Who asked, as the surface that started it knows them; null when it does not. */
	readonly requestedBy: string | null;
	readonly ticket: string | null;
	readonly requestedAt: string;
	/** What whoever asked knows of the leaving itself; left out where nothing was given. */
	readonly caseFacts?: CaseFacts;
	/** What whoever asked chose for single steps; left out: the defaults. */
	readonly choices?: StepChoices;
	/** Only these steps are tried, once more; left out: all of them. */
	readonly only?: OnlySteps;
}

/** Where it happened. */
export interface Tenant {
	readonly id: string;
	readonly displayName: string | null;
	readonly cloud: string;
	/** True for the sandbox and whatever else is not Microsoft 365: nothing recorded here is evidence of anything. */
	readonly simulated: boolean;
}

/**
 * One offboarding: the n8n item that Look Up Employee makes and that every step hands on with its outcome added.
 * It holds no secret: a password made in step 2 never leaves that step.
 */
export interface Offboarding {
	readonly schema: 'offboardiq.offboarding/1';
	readonly request: OffboardingRequest;
	readonly tenant: Tenant;
	readonly employee: Employee;
	readonly manager: Person | null;
	readonly holdings: Holdings;
	/** Object ids or UPNs of accounts that are offboarded too: they take nothing over. */
	readonly leaving?: readonly string[];
	readonly warnings: readonly Warning[];
	readonly steps: readonly StepOutcome[];
	/** When the look-up began, ISO 8601 UTC. */
	readonly startedAt: string;
	/** Requests of the look-up itself; each step keeps its own. */
	readonly lookUpCalls: readonly import('../graph/call').GraphCall[];
}
