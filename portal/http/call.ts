import type { Request, Response } from 'express';
import type { Member, Visitor } from '../accounts/visitor';
import { draw } from './views';

/** What a handler is given: the request, and the ways to answer it. */
export interface Call {
	readonly request: Request;
	readonly response: Response;
	/** A part of the path, always text. */
	param(name: string): string;
	/** A field of the query, its first value; empty when absent. */
	query(name: string): string;
	/** All values of a field of the query, as of boxes with one name. */
	queries(name: string): readonly string[];
	/** The form as it was sent: data, to be checked by a schema. */
	readonly body: unknown;
	/** Whether htmx asks for a part of a page. */
	readonly isPartial: boolean;
	/** Answers with a page. */
	page(view: string, data?: Readonly<Record<string, unknown>>, status?: number): void;
	/** Answers with another address; after a form that is a GET. */
	redirect(path: string): void;
}

export interface SignedInCall extends Call {
	readonly visitor: Visitor;
}

export interface MemberCall extends SignedInCall {
	readonly member: Member;
}

/** @param chrome what every page around the content shows */
export function callOf(
	request: Request,
	response: Response,
	chrome: Readonly<Record<string, unknown>>,
): Call {
	return {
		request,
		response,
		param: (name) => firstText(request.params[name]),
		query: (name) => firstText(request.query[name]),
		queries: (name) => [request.query[name]].flat().filter((one) => typeof one === 'string'),
		body: request.body as unknown,
		isPartial: request.get('hx-request') === 'true',
		page: (view, data = {}, status = 200) => {
			response
				.status(status)
				.type('html')
				.send(draw(view, { ...chrome, ...data }));
		},
		redirect: (path) => {
			// htmx follows a redirect by itself and would put a whole page into a part of one.
			if (request.get('hx-request') !== 'true') return response.redirect(303, path);
			response.status(204).set('HX-Redirect', path).end();
		},
	};
}

function firstText(value: unknown): string {
	const first: unknown = Array.isArray(value) ? value[0] : value;
	return typeof first === 'string' ? first : '';
}
