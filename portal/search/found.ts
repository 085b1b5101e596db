import type { StatusMark } from '../../runner';
import type { Tenant } from '../connection/tenants';

/** One thing that a search led to. */
export interface Hit {
	readonly title: string;
	/** An address or a number, to be told apart by. */
	readonly code: string | null;
	readonly says: string | null;
	/** A path of ours. */
	readonly href: string;
	readonly tenant: Tenant | null;
	/** It can only be looked at in its tenant, which is not the one that is worked in. */
	readonly isElsewhere: boolean;
	readonly state: { readonly mark: StatusMark | 'scheduled'; readonly word: string } | null;
	/** Its signed record; null: there is none. */
	readonly record: string | null;
}

/** Things of one kind. */
export interface Group {
	readonly key: 'people' | 'runs' | 'schedules' | 'lists' | 'pages';
	readonly title: string;
	readonly hits: readonly Hit[];
	/** There are more than are shown. */
	readonly hasMore: boolean;
	/** Where all of them are; null: nowhere but here. */
	readonly allHref: string | null;
}

/** What is not said of a hit. */
export const PLAIN = {
	...{ code: null, says: null, tenant: null, isElsewhere: false, state: null, record: null },
} as const;
