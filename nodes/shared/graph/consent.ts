/** A real "no" is not asked about at every 403: a token that is younger than this and lacks it, lacks it. */
const LACKING_PAUSE_MS = 5_000;
/** Where the token has the permission, a newer one seldom changes a 403. */
const OTHER_PAUSE_MS = 60_000;
/** Nobody waits for a consent more often than this: a permission that nobody grants must not slow every step down. */
const BETWEEN_WAITS_MS = 60_000;

/** The tokens of a connection, as far as a renewal needs to know them. */
export interface RenewableTokens {
	token(): Promise<string>;
	/** A new token from Entra, whatever is cached. */
	renew(): Promise<string>;
	/** Goes up with each token from Entra. */
	generation(): number;
	/** The `roles` of the last token; null when it can't be read. */
	granted(): readonly string[] | null;
}

/** A request that was answered 403. */
export interface Refused {
	/** Generation of the token it carried. */
	readonly generation: number;
	/** Any of these would do. */
	readonly permissions: readonly string[];
	/** Waits so many milliseconds; null: what the request belongs to must not be held up. */
	readonly pause: ((milliseconds: number) => Promise<void>) | null;
}

/**
 * When a 403 is worth a new token: Graph answers 403 to a valid token that was issued before an admin granted the
 * permission, and Entra needs from seconds to minutes until new tokens hold a new grant.
 */
export class ConsentRenewal {
	private renewedAt = Number.NEGATIVE_INFINITY;
	private waitedAt = Number.NEGATIVE_INFINITY;
	private waiting: Promise<string> | null = null;

	constructor(private readonly tokens: RenewableTokens) {}

	/**
	 * A token newer than the refused one: the one at hand when it is newer already, else one from Entra. Null when a
	 * fresh one has just been refused too.
	 *
	 * @throws ConnectionError when Entra refuses the sign-in
	 */
	async newerThan({ generation, permissions, pause }: Refused): Promise<string | null> {
		if (this.tokens.generation() !== generation) return await this.tokens.token();
		const lacks = this.lacks(permissions);
		const age = performance.now() - this.renewedAt;
		if (age >= (lacks ? LACKING_PAUSE_MS : OTHER_PAUSE_MS)) return await this.renew();
		return lacks && pause !== null ? await this.afterAWait(pause) : null;
	}

	private lacks(permissions: readonly string[]): boolean {
		const granted = this.tokens.granted();
		if (granted === null || permissions.length === 0) return false;
		return !permissions.some((permission) => granted.includes(permission));
	}

	private async renew(): Promise<string> {
		this.renewedAt = performance.now();
		return await this.tokens.renew();
	}

	/** One wait for everybody who is refused meanwhile. */
	private async afterAWait(pause: NonNullable<Refused['pause']>): Promise<string | null> {
		if (this.waiting) return await this.waiting;
		if (performance.now() - this.waitedAt < BETWEEN_WAITS_MS) return null;
		this.waitedAt = performance.now();
		this.waiting = pause(LACKING_PAUSE_MS)
			.then(async () => await this.renew())
			.finally(() => {
				this.waiting = null;
			});
		return await this.waiting;
	}
}
