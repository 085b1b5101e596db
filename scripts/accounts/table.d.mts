/** How one thing inside a step ended. */
export interface AccountItem {
	readonly target: string;
	/** As people read it: Done, Accepted, Skipped. */
	readonly word: string;
	readonly reason: string | null;
}

/** How one step ended. */
export interface AccountStep {
	readonly number: number;
	readonly title: string;
	readonly word: string;
	readonly reason: string | null;
	readonly items: readonly AccountItem[];
}

/** One named tenant and what became of its leaver. */
export interface Account {
	readonly name: string;
	readonly story: string;
	/** User principal name. */
	readonly leaver: string;
	/** Who is offboarded at the same time. */
	readonly together: readonly string[];
	/** Why nothing was begun; null when it was. */
	readonly refused: string | null;
	/** All ten, in the order of the product; empty when refused. */
	readonly steps: readonly AccountStep[];
}

export declare function accountsPage(accounts: readonly Account[]): string;
