import { Client, ResponseType } from '../vendor/microsoft';
import type { GraphCall } from './call';
import type { GraphClientOptions } from './clientOptions';
import { systemClock, untilStopped, type Clock } from './clock';
import { clockAhead } from './clockAhead';
import type { GraphConnection } from './connection';
import { dispatch, noAnswer } from './dispatch';
import { explainAnswer, requestIdOf, type ExplainContext, type RawAnswer } from './explain';
import { isDone, isSuccess } from './expected';
import { GraphFailure } from './failure';
import { Ledger } from './ledger';
import { AdmissionMiddleware } from './middleware/admission';
import { AuthorizationMiddleware } from './middleware/authorization';
import { CallControl } from './middleware/control';
import { DEFAULT_RETRY, RetryMiddleware, type RetryLimits } from './middleware/retry';
import { WireMiddleware } from './middleware/wire';
import { addressOf, isRead } from './request';
import type { GraphAnswer, GraphRequest, GraphResult } from './request';
import { SHORTEST_WAIT_MS } from './retryAfter';
import { tokenSourceFor, type TokenSource } from './token';
import { AWAITS_CONSENT, tell } from './wait';

const DEFAULT_TIMEOUT_MS = 30_000;

/** Sends single requests through our own middleware chain: retry by effect class → admission → token → wire. */
export class GraphSender {
	readonly clock: Clock;
	readonly readOnly: boolean;
	/** Every HTTP request sent so far, members of a `$batch` included, oldest first. */
	readonly calls: GraphCall[] = [];
	/** True once an answer said that it comes from the sandbox tenant. */
	simulated = false;
	/** May a request that lacks a permission wait some seconds for an admin's consent? Never before the lock-out. */
	awaitsConsent = false;
	/** How far this machine's clock was ahead of Graph's at the last answer, milliseconds; null: not known. */
	clockAheadMs: number | null = null;
	/** @internal True once a `$batch` was answered by something that is not Graph: then requests go one by one. */
	sendsSingly = false;
	/** @internal How many single requests in its place came to nothing, without one that did not. */
	unusableInARow = 0;
	private readonly sdk: Client;
	private readonly timeoutMs: number;
	/** @internal The record of writes. */
	readonly ledger: Ledger;
	private readonly onWait: GraphClientOptions['onWait'];
	/** @internal How patient it is, and its sign-in. */
	readonly tokens: TokenSource;
	readonly limits: RetryLimits;

	constructor(
		readonly connection: GraphConnection,
		options: GraphClientOptions = {},
	) {
		const { journal = null, clock = systemClock } = options;
		this.clock = journal === null ? clock : untilStopped(clock, journal.stopped);
		this.ledger = new Ledger(journal);
		this.readOnly = options.readOnly ?? false;
		this.onWait = options.onWait ?? ((wait) => journal?.onWait?.(wait));
		this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
		this.tokens = tokenSourceFor(connection);
		this.limits = options.retry ?? DEFAULT_RETRY;
		const base = `${connection.graphBaseUrl}/`;
		const retry = new RetryMiddleware(this.clock, this.limits, this.pause.bind(this));
		const authorization = new AuthorizationMiddleware(this.tokens, base);
		const wire = new WireMiddleware(this.clock, (call) => this.calls.push(call));
		this.sdk = Client.initWithMiddleware({
			baseUrl: base,
			middleware: [
				retry,
				...(journal === null ? [] : [new AdmissionMiddleware(journal)]),
				authorization,
				wire,
			],
		});
	}

	/** The application permissions that the token grants; null when it can't be read or none was fetched yet. */
	granted(): readonly string[] | null {
		return this.tokens.granted();
	}

	/** Asks Entra for a token, whatever is cached: a secret may have expired since. @throws ConnectionError */
	async signIn(): Promise<void> {
		await this.tokens.renew();
	}

	/**
	 * Sends one request, again as far as its effect class allows.
	 *
	 * @throws GraphFailure when the answer is not a success, or none came
	 * @throws ConnectionError when no token can be had
	 */
	async send(request: GraphRequest): Promise<GraphAnswer> {
		this.refuseWrite(request);
		return await this.ledger.around(
			[request],
			() => this.transmit(request),
			(answer) => [answer],
		);
	}

	/** @internal Like `send`, without an entry in the record: that of a `$batch` is made of its members. */
	async transmit(request: GraphRequest): Promise<GraphAnswer> {
		const control = await this.exchange(request, addressOf(request));
		const answer = this.answerOf(control, request);
		if (!isSuccess(answer)) {
			throw explainAnswer(answer, this.context(control, request.permissions));
		}
		return {
			ok: true,
			status: answer.status,
			body: answer.body,
			requestId: requestIdOf(answer),
			at: this.clock.now().toISOString(),
			attempts: control.attempts,
			...(answer.headers['date'] ? { serverDate: answer.headers['date'] } : {}),
			...(control.leftOpen ? { leftOpen: true } : {}),
		};
	}

	/** Like `send`, with a failure as a value. A `ConnectionError` is still thrown. */
	async attempt(request: GraphRequest): Promise<GraphResult> {
		try {
			return await this.send(request);
		} catch (error) {
			if (error instanceof GraphFailure) return { ok: false, failure: error };
			throw error;
		}
	}

	/** @internal How to wait for a consent, or null. */
	pauseForConsent(path: string): CallControl['pauseForConsent'] {
		if (!this.awaitsConsent) return null;
		return async (milliseconds) => await this.pause(milliseconds, AWAITS_CONSENT, path);
	}

	/** @internal A wait that whoever watches is told of. */
	async pause(milliseconds: number, why: string, path: string): Promise<void> {
		const untilIso = new Date(this.clock.now().getTime() + milliseconds).toISOString();
		if (milliseconds >= SHORTEST_WAIT_MS) tell(this.onWait, { untilIso, why, path });
		await this.clock.sleep(milliseconds);
	}

	/** @internal Throws for what a client that only reads must not send. */
	refuseWrite(request: GraphRequest): void {
		if (!this.readOnly || isRead(request)) return;
		throw new Error(`A dry run tried to send ${request.method} ${request.path}.`);
	}

	/** @internal One exchange through the chain; `address` is relative, without version. */
	async exchange(request: GraphRequest, address: string): Promise<CallControl> {
		this.refuseWrite(request);
		const version = request.version ?? 'v1.0';
		const { effect, deadline = null } = request;
		const timeoutMs =
			request.timeoutMs ?? (effect === 'read' ? this.timeoutMs / 2 : this.timeoutMs);
		const left = deadline === null ? timeoutMs : deadline.getTime() - this.clock.now().getTime();
		const control = new CallControl(
			effect,
			Math.min(timeoutMs, left),
			`/${version}${address}`,
			request.members,
			(answer) => isDone(request, answer),
		);
		if (left <= 0) return control;
		control.deadline = deadline;
		control.permissions = request.permissions;
		control.pauseForConsent = this.pauseForConsent(control.address);
		const call = this.sdk
			// The SDK would take an address with https:// anywhere in it, in a page's link say, for a full one.
			.api(address.replaceAll('https://', 'https:%2F%2F'))
			.version(version)
			.headers({ ...request.headers })
			.responseType(ResponseType.RAW)
			.middlewareOptions([control]);
		await dispatch(call, request);
		if (control.tokenFailure && !control.leftOpen) throw control.tokenFailure;
		if (control.answer?.headers['x-offboardiq-simulated'] === 'true') this.simulated = true;
		this.clockAheadMs = clockAhead(control.answer?.headers, this.clock.now()) ?? this.clockAheadMs;
		return control;
	}

	/** @internal The answer, or the failure when none came. */
	answerOf(control: CallControl, request: GraphRequest): RawAnswer {
		if (control.answer) return control.answer;
		throw noAnswer(control, request, new URL(this.connection.graphBaseUrl).host);
	}

	/** @internal What an explanation of a failed request may draw on. */
	context(control: CallControl, permissions: readonly string[]): ExplainContext {
		return {
			permissions,
			granted: this.tokens.granted(),
			attempts: control.attempts,
			retryAfterMs: control.retryAfterMs,
			leftOpen: control.leftOpen,
		};
	}
}
