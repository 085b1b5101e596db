import { setTimeout as sleep } from 'node:timers/promises';
import { Router, type NextFunction, type Request, type Response } from 'express';
import type { Member, Visitor } from '../accounts/visitor';
import { refuseReadOnly } from '../organisations/coverage';
import { can, type Permission } from '../team/roles';
import { callOf, type Call, type MemberCall, type SignedInCall } from './call';
import { HttpError } from './http-error';

export type Method = 'get' | 'post';

/** Who may come to a route: anybody, whoever is signed in, or a member with a permission. */
export type Access = 'anybody' | 'signedIn' | Permission;

/** What a route allows beyond its access. */
export interface SignedInOptions {
	/** Also for somebody whose organisation requires a second factor that they have not shown: setting it up, leaving. */
	readonly beforeMfa?: boolean;
}

export interface MemberOptions {
	/** A form that is taken after the trial too: leaving, taking rights away, stopping. Without it none is. */
	readonly afterTrial?: boolean;
	/** A page that is there for a form only which is not taken after the trial: it is refused then before it is filled in. */
	readonly begins?: boolean;
}

/** A route and who may come to it: one row of the matrix that is tested. */
export interface DeclaredRoute {
	readonly method: Method;
	readonly path: string;
	readonly access: Access;
	/** Whether it is there after the trial too. */
	readonly afterTrial: boolean;
}

/** What surrounds a page: who is there, which tenants there are. */
export type Chrome = (
	request: Request,
	visitor: Visitor | null,
) => Promise<Readonly<Record<string, unknown>>>;

type Handle = (call: Call, visitor: Visitor | null) => Promise<void> | void;

/** How routes are made: a route without a word about who may come to it can't be written. */
export class Routes {
	readonly router = Router();
	readonly declared: DeclaredRoute[] = [];
	readonly #underWay = new Set<Promise<void>>();
	readonly #visitor: (request: Request) => Promise<Visitor | null>;
	readonly #chrome: Chrome;

	constructor(visitor: (request: Request) => Promise<Visitor | null>, chrome: Chrome) {
		this.#visitor = visitor;
		this.#chrome = chrome;
	}

	/** For everybody; `visitor` is whoever is signed in, or null. */
	anybody(
		method: Method,
		path: string,
		handle: (call: Call, visitor: Visitor | null) => Promise<void> | void,
	): void {
		const route = { method, path, access: 'anybody', afterTrial: true } as const;
		this.#add(route, (call, visitor) => handle(call, visitor));
	}

	/** For whoever is signed in, member of an organisation or not. */
	signedIn(
		method: Method,
		path: string,
		handle: (call: SignedInCall) => Promise<void> | void,
		{ beforeMfa = false }: SignedInOptions = {},
	): void {
		const route = { method, path, access: 'signedIn', afterTrial: true } as const;
		this.#add(route, (call, visitor) => {
			if (visitor === null) return toSignIn(call);
			if (visitor.mustSetUpMfa && !beforeMfa) return call.redirect('/account/mfa');
			return handle({ ...call, visitor });
		});
	}

	/** For members whose role has the permission. */
	member(
		method: Method,
		path: string,
		permission: Permission,
		handle: (call: MemberCall) => Promise<void> | void,
		{ afterTrial = false, begins = false }: MemberOptions = {},
	): void {
		const isLasting = method === 'post' ? afterTrial : !begins;
		this.#add({ method, path, access: permission, afterTrial: isLasting }, (call, visitor) => {
			if (visitor === null) return toSignIn(call);
			if (visitor.mustSetUpMfa) return call.redirect('/account/mfa');
			if (visitor.member === null) return call.redirect('/welcome/organisation');
			refuseUnless(visitor.member, permission);
			if (!isLasting) refuseReadOnly(visitor.member);
			return handle({ ...call, visitor, member: visitor.member });
		});
	}

	#add(route: DeclaredRoute, handle: Handle): void {
		const { method, path } = route;
		this.declared.push(route);
		this.router[method](path, async (request: Request, response: Response, _: NextFunction) => {
			const work = this.#answer(request, response, handle);
			this.#underWay.add(work);
			try {
				await work;
			} finally {
				this.#underWay.delete(work);
			}
		});
	}

	async #answer(request: Request, response: Response, handle: Handle): Promise<void> {
		const visitor = await this.#visitor(request);
		const chrome = await this.#chrome(request, visitor);
		response.locals.chrome = chrome;
		await handle(callOf(request, response, chrome), visitor);
	}

	/** When everything that was asked for is done, what is written after the answer included; or after so long. */
	async settled(mostMs: number): Promise<void> {
		const late = new AbortController();
		const done = Promise.allSettled([...this.#underWay]);
		const waited = sleep(mostMs, undefined, { signal: late.signal }).catch(() => undefined);
		await Promise.race([done, waited]);
		late.abort();
	}
}

function toSignIn(call: Call): void {
	const { method, originalUrl } = call.request;
	// A form that was sent after the session ended can't be sent again by a redirect.
	const next = method === 'GET' ? `?next=${encodeURIComponent(originalUrl)}` : '';
	call.redirect(`/auth/signin${next}`);
}

function refuseUnless(member: Member, permission: Permission): void {
	if (can(member.role, permission)) return;
	throw new HttpError(403, 'Your role does not allow this. An Owner or Admin can change it.');
}
