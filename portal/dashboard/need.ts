import type { Tenant } from '../connection/tenants';

/** One thing that waits for a person. */
export interface Need {
	readonly mark: string;
	readonly title: string;
	readonly says: string;
	readonly href: string;
	readonly tenant: Tenant | null;
	/** They are not locked out: nothing else is as urgent. */
	readonly isStillIn?: boolean;
	/** A moment to be read with it. */
	readonly at?: { readonly word: string; readonly iso: string };
}
