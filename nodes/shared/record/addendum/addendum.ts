import type { GraphCall } from '../../graph/call';
import type { Employee, Tenant } from '../../step/offboarding';

/**
 * How something stands that the record said: `confirmed` by a read, `contradicted` by one, `notYet` where it is still
 * under way, `notKnown` where it could not be read.
 */
export type CheckStatus = 'confirmed' | 'contradicted' | 'notYet' | 'notKnown';

/** One thing that was looked at again. */
export interface AddendumCheck {
	/** What should be so, e.g. `Sign-in is off`. Of a device with its name: data, never markup. */
	readonly claim: string;
	readonly targetId: string | null;
	readonly status: CheckStatus;
	/** What was seen, in one sentence. */
	readonly says: string;
	/** Graph's request-id of the read; null where there was none. */
	readonly requestId: string | null;
}

/** `holds`: everything is as the record says. `open`: something is not seen yet. `broken`: something is not so any more. */
export type AddendumVerdict = 'holds' | 'open' | 'broken';

/**
 * A later check of an offboarding, with a record of its own. The first record is signed and stays as it is: this one
 * names it by its number and the SHA-256 of its file.
 */
export interface Addendum {
	readonly schema: 'offboardiq.addendum/1';
	/** e.g. `OFF-2026-000412-A1`. */
	readonly id: string;
	readonly record: {
		readonly id: string;
		/** Of the PDF, hex. */
		readonly sha256: string;
		/** When the run had ended, ISO 8601 UTC. */
		readonly endedAt: string;
		/** When all three of the lock-out were accepted; null: they were not. */
		readonly lockedOutAt: string | null;
	};
	/** The addendum before this one; null for the first. */
	readonly previous: { readonly id: string; readonly sha256: string } | null;
	readonly tenant: Tenant;
	readonly employee: Pick<Employee, 'id' | 'userPrincipalName' | 'displayName'>;
	readonly checkedAt: string;
	/** Who asked for it; null: a started runner did it by itself. */
	readonly askedBy: string | null;
	readonly verdict: AddendumVerdict;
	readonly checks: readonly AddendumCheck[];
	readonly calls: readonly GraphCall[];
	readonly product: { readonly name: string; readonly version: string };
}

export const CHECK_WORD: Readonly<Record<CheckStatus, string>> = {
	confirmed: 'Confirmed',
	contradicted: 'Not so any more',
	notYet: 'Not yet',
	notKnown: 'Not known',
};

export const VERDICT_WORDS: Readonly<Record<AddendumVerdict, string>> = {
	holds: 'Still as recorded',
	open: 'Not all confirmed',
	broken: 'Not as recorded any more',
};

/** What the checks come to: the worst of them. */
export function verdictOn(checks: readonly Pick<AddendumCheck, 'status'>[]): AddendumVerdict {
	if (checks.some(({ status }) => status === 'contradicted')) return 'broken';
	return checks.every(({ status }) => status === 'confirmed') ? 'holds' : 'open';
}
