import type { Entitlement } from '../billing/entitlement/entitlement';
import type { Role } from '../team/roles';

/** Somebody who is signed in, as the database says at this request. */
export interface Visitor {
	readonly sessionId: string;
	readonly accountId: string;
	readonly name: string;
	readonly email: string;
	readonly isVerified: boolean;
	/** False for somebody who signs in at Microsoft only. */
	readonly hasPassword: boolean;
	/** Whether a second factor was shown in this session. */
	readonly passedMfa: boolean;
	/** The organisation requires a second factor and this session has shown none: there is nothing else to do first. */
	readonly mustSetUpMfa: boolean;
	/** Null between sign-up and the first step of the wizard, and as long as `mustSetUpMfa`. */
	readonly member: Member | null;
}

/** Whom a visitor is in which organisation. Every query of a feature takes this. */
export interface Member {
	readonly accountId: string;
	readonly role: Role;
	readonly organisation: {
		readonly id: string;
		readonly name: string;
		readonly domain: string;
		readonly wizardStep: string;
		/** ISO 8601 UTC. */
		readonly trialEndsAt: string;
		readonly requiresMfa: boolean;
		/** A second person approves every offboarding. */
		readonly requiresApproval: boolean;
	};
	/** What the trial or plan allows at this request. */
	readonly entitlement: Entitlement;
	/** It allows nothing any more: everything is read, nothing is started or changed. */
	readonly isReadOnly: boolean;
	/** The tenant this browser works in; null: none was chosen. */
	readonly chosenTenantId: string | null;
}
