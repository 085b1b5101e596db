import { fieldsOf, flagOf, textOf } from './read';
import type { GraphRequest } from './request';

/** An answer as far as it has to be looked at here. */
interface Answer {
	readonly status: number;
	readonly body: unknown;
}

type Asked = Pick<GraphRequest, 'method' | 'list' | 'expects'>;

/** True for an answer in the two hundreds, Graph's or not. */
export function isSuccess({ status }: Pick<Answer, 'status'>): boolean {
	return status >= 200 && status <= 299;
}

/** True for a success as Graph documents it for this request: the only answer that counts as done. */
export function isDone(asked: Asked, { status, body }: Answer): boolean {
	const expects = asked.expects ?? (asked.method === 'GET' ? 'object' : 'nothing');
	switch (expects) {
		case 'object':
			return status === 200 && isObject(body) && (!asked.list || hasList(body, 'value'));
		case 'nothing':
			return isEmpty({ status, body });
		case 'created':
			return status === 201 && textOf(fieldsOf(body), 'id') !== null;
		case 'changed':
			return status === 200 && Object.keys(fieldsOf(body)).length > 0;
		case 'confirmed':
			return (
				isEmpty({ status, body }) || (status === 200 && flagOf(fieldsOf(body), 'value') !== null)
			);
		case 'members':
			return status === 200 && hasList(body, 'responses');
	}
}

/** True for a success that is not the one that Graph documents: as good as no answer. */
export function isUnusable(asked: Asked, answer: Answer): boolean {
	return isSuccess(answer) && !isDone(asked, answer);
}

/** A member of a `$batch` may say "no body" in several ways. */
function isEmpty({ status, body }: Answer): boolean {
	if (status !== 204) return false;
	if (body === null || body === undefined || body === '') return true;
	return isObject(body) && Object.keys(body).length === 0;
}

function isObject(body: unknown): body is object {
	return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function hasList(body: unknown, name: string): boolean {
	return Array.isArray(fieldsOf(body)[name]);
}
