import {
	ConnectionError,
	GraphFailure,
	KeyError,
	readLicences,
	type HeldLicence,
} from '../../runner';
import type { Tenant } from '../connection/tenants';
import type { Services } from '../services';
import type { Leaver } from './leavers';

/** Somebody who holds licences still, or of whom that is not known. */
export interface Holder extends Leaver {
	readonly held: readonly HeldLicence[];
	/** Why it is not known; null: it is. */
	readonly problem: string | null;
}

/** What the tenant says now, or why it can't be asked. */
export type Reading =
	| {
			readonly readAt: string;
			readonly holders: readonly Holder[];
			readonly licences: number;
			readonly gone: number;
	  }
	| { readonly problem: string };

/** Asks a tenant what these people hold now. Whoever holds nothing is not among them. */
export async function licencesHeld(
	services: Services,
	{ tenantId, connectionId }: Tenant,
	leavers: readonly Leaver[],
): Promise<Reading> {
	if (connectionId === null) return { problem: 'The tenant is not connected any more.' };
	try {
		const connection = await services.runner.connections.open(connectionId);
		const { readAt, people } = await readLicences(
			connection,
			leavers.map(({ id }) => id),
		);
		const answers = leavers.map((leaver) => ({ leaver, answer: people.get(leaver.id) }));
		const holders = answers.flatMap(({ leaver, answer }): Holder[] => {
			if (answer === undefined || 'gone' in answer) return [];
			if ('problem' in answer) return [{ ...leaver, held: [], problem: answer.problem }];
			return answer.held.length === 0 ? [] : [{ ...leaver, held: answer.held, problem: null }];
		});
		const gone = answers.filter(({ answer }) => answer && 'gone' in answer).length;
		const licences = holders.reduce((sum, { held }) => sum + held.length, 0);
		return { readAt, holders, licences, gone };
	} catch (error) {
		const isForPeople =
			error instanceof GraphFailure ||
			error instanceof ConnectionError ||
			error instanceof KeyError;
		if (!isForPeople) throw error;
		services.log.warn({ err: error, tenant: tenantId }, 'licences could not be read');
		return { problem: error.message };
	}
}
