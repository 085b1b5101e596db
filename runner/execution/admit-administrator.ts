import { createGraphClient } from '../../nodes/shared/graph/client';
import { ConnectionError, type GraphConnection } from '../../nodes/shared/graph/connection';
import { GraphFailure } from '../../nodes/shared/graph/failure';
import { otherGlobalAdministrators } from '../../nodes/shared/holdings/globalAdministrators';
import type { Offboarding } from '../../nodes/shared/step/offboarding';
import type { Db } from '../database/db';
import type { HeldRun } from '../journal/held-run';
import { LastAdministratorError, letAdministratorGo } from '../journal/leaving-administrators';
import type { LiveRun } from './live-run';

interface Parts {
	readonly db: Db;
	readonly held: HeldRun;
	readonly live: LiveRun;
	readonly connection: GraphConnection;
}

/**
 * Looks once more, right before a Global Administrator is disabled, whether somebody is left. The look-up has asked the
 * same, but of two who leave together each may have counted the other.
 *
 * @throws LastAdministratorError when nobody is left, or it can't be found out: then nothing may be changed
 */
export async function admitAdministrator(parts: Parts, offboarding: Offboarding): Promise<void> {
	const { employee, holdings, request } = offboarding;
	if (request.dryRun) return;
	const { db, held, live, connection } = parts;
	const readAt = new Date();
	try {
		const journal = live.forStep(null);
		const graph = createGraphClient(connection, { readOnly: true, journal });
		const found = await otherGlobalAdministrators(graph, employee, holdings);
		if (found === null) return;
		// Who is only eligible has to activate the role first, as the look-up says.
		const others = found.active.map(({ id }) => id);
		if (await letAdministratorGo(db, held, employee.id, { others, readAt })) return;
	} catch (error) {
		if (!(error instanceof GraphFailure || error instanceof ConnectionError)) throw error;
		// A run that was stopped says so by itself, step by step.
		if (live.stopCode !== null) return;
		throw new LastAdministratorError(
			`Whether a Global Administrator is left could not be found out. ${error.message} Nothing was changed.`,
			{ cause: error },
		);
	}
	throw new LastAdministratorError(
		`${employee.displayName} is the last Global Administrator who is not leaving. Give the role to somebody else first. Nothing was changed.`,
	);
}
