import { liveSince } from '../accounts/sessions';
import type { Visitor } from '../accounts/visitor';
import { HttpError } from '../http/http-error';
import { roleOf } from '../team/roles';
import type { Services } from '../services';

/** How often it is asked whether those who listen still may: a change is felt within a second. */
const EVERY_MS = 400;
/** One browser has a handful of tabs; a hundred streams are an attack. */
const MOST_OF_ACCOUNT = 10;

/** A stream that is open to somebody. */
interface OpenStream {
	readonly accountId: string;
	readonly sessionId: string;
	/** See `stateOf`, when the stream was opened. */
	readonly state: string;
	readonly close: () => void;
}

/**
 * All event streams that are open in this process. A stream outlives its request, so whoever opened it is asked about
 * again: one query for all of them, several times a second. It is closed when the session ended, the member was removed
 * or got another role, or another organisation's tenant was chosen; the browser connects anew and is judged anew.
 */
export class OpenStreams {
	readonly #services: Pick<Services, 'db' | 'log' | 'now'>;
	readonly #streams = new Set<OpenStream>();
	/** How many each account has open. */
	readonly #ofAccount = new Map<string, number>();
	#timer: NodeJS.Timeout | null = null;
	#asking: Promise<void> | null = null;

	constructor(services: Pick<Services, 'db' | 'log' | 'now'>) {
		this.#services = services;
	}

	/** How many are open. */
	get size(): number {
		return this.#streams.size;
	}

	/**
	 * Takes a stream in. Call it before anything is sent.
	 *
	 * @param close ends the response; called at most once
	 * @returns takes it out again; to be called when the browser leaves
	 * @throws HttpError 429 when this account has too many
	 */
	add(visitor: Visitor, close: () => void): () => void {
		const { accountId, sessionId } = visitor;
		const own = this.#ofAccount.get(accountId) ?? 0;
		if (own >= MOST_OF_ACCOUNT) {
			throw new HttpError(429, 'Too many pages are open. Close some of them.');
		}
		const stream = { accountId, sessionId, state: stateOf(visitor), close };
		this.#streams.add(stream);
		this.#ofAccount.set(accountId, own + 1);
		this.#timer ??= setInterval(() => this.#tick(), EVERY_MS);
		return () => this.#remove(stream);
	}

	/** Ends all of them, for the stop of the process. */
	async close(): Promise<void> {
		for (const stream of [...this.#streams]) this.#end(stream);
		await this.#asking;
	}

	/** A database that is slow is not asked a second time meanwhile. */
	#tick(): void {
		this.#asking ??= this.#look()
			.catch((error: unknown) => {
				// Nobody can say who still may: everybody connects anew and is asked at the door.
				this.#services.log.error({ err: error }, 'open streams could not be checked');
				for (const stream of [...this.#streams]) this.#end(stream);
			})
			.finally(() => {
				this.#asking = null;
			});
	}

	async #look(): Promise<void> {
		const streams = [...this.#streams];
		if (streams.length === 0) return;
		const now = await this.#whoMay(streams);
		for (const stream of streams) {
			if (now.get(stream.sessionId) !== stream.state) this.#end(stream);
		}
	}

	/** What each session may now, as one text to compare. */
	async #whoMay(streams: readonly OpenStream[]): Promise<ReadonlyMap<string, string>> {
		const { db, now } = this.#services;
		const at = now();
		const ids = [...new Set(streams.map(({ sessionId }) => sessionId))];
		const rows = await db
			.selectFrom('session')
			.leftJoin('member', 'member.account_id', 'session.account_id')
			.leftJoin('organisation', 'organisation.id', 'member.organisation_id')
			.select(['session.id_hash', 'session.passed_mfa', 'session.tenant_id'])
			.select(['member.role', 'member.organisation_id', 'organisation.requires_mfa'])
			.where('session.id_hash', 'in', ids)
			.where('session.expires_at', '>', at.toISOString())
			.where('session.last_seen_at', '>', liveSince(at))
			.execute();
		return new Map(
			rows.map((row) => {
				const mustSetUpMfa = row.requires_mfa === 1 && row.passed_mfa !== 1;
				const role = mustSetUpMfa ? null : roleOf(row.role ?? '');
				const organisation = role === null ? null : row.organisation_id;
				return [row.id_hash, JSON.stringify([organisation, role, role && row.tenant_id])];
			}),
		);
	}

	#end(stream: OpenStream): void {
		if (!this.#streams.has(stream)) return;
		this.#remove(stream);
		stream.close();
	}

	#remove(stream: OpenStream): void {
		if (!this.#streams.delete(stream)) return;
		const left = (this.#ofAccount.get(stream.accountId) ?? 1) - 1;
		if (left > 0) this.#ofAccount.set(stream.accountId, left);
		else this.#ofAccount.delete(stream.accountId);
		if (this.#streams.size > 0 || this.#timer === null) return;
		clearInterval(this.#timer);
		this.#timer = null;
	}
}

/** What a visitor might when the stream was opened. */
const stateOf = ({ member }: Visitor): string =>
	JSON.stringify([
		member?.organisation.id ?? null,
		member?.role ?? null,
		member?.chosenTenantId ?? null,
	]);
