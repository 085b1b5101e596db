import type { GraphClient, GraphFailure, GraphRequest, GraphResult } from '../shared/graph';
import {
	isOfPim,
	isSameGrant,
	listActive,
	listAssignments,
	listEligible,
	rolesIn,
	type HeldRole,
} from './heldRoles';

/** Every role of a person, and the places that could not be read. */
export interface RolesFound {
	readonly direct: readonly HeldRole[];
	readonly eligible: readonly HeldRole[];
	readonly active: readonly HeldRole[];
	readonly unread: readonly { readonly what: string; readonly failure: GraphFailure }[];
}

/** Reads the places where roles are held, in one round trip. */
export async function readRoles(graph: GraphClient, principalId: string): Promise<RolesFound> {
	const requests = [
		listAssignments(principalId),
		listEligible(principalId),
		listActive(principalId),
	];
	const results = await graph.together(requests);
	const names = ['Direct role assignments', 'Eligible roles (PIM)', 'Active roles (PIM)'];
	const unread: { what: string; failure: GraphFailure }[] = [];
	const pages = [];
	for (const [index, request] of requests.entries()) {
		const result = results[index];
		if (result && !result.ok && !saysNoPim(index, result)) {
			unread.push({ what: names[index] ?? '', failure: result.failure });
		}
		pages.push(await everyPage(graph, request, result));
	}
	const [assignments = [], eligibility = [], schedules = []] = pages;
	const active = rolesIn('active', schedules.filter(isOfPim), principalId);
	return {
		// What PIM activated shows as a direct assignment too; it is taken away through PIM.
		direct: rolesIn('direct', assignments, principalId).filter(
			(role) => !active.some((other) => isSameGrant(role, other)),
		),
		eligible: rolesIn('eligible', eligibility, principalId),
		active,
		unread,
	};
}

/** A tenant without the licence has no such roles: nothing is missing then. */
function saysNoPim(index: number, result: GraphResult): boolean {
	return (
		index > 0 &&
		!result.ok &&
		result.failure.status === 400 &&
		result.failure.code === 'AadPremiumLicenseRequired'
	);
}

async function everyPage(
	graph: GraphClient,
	request: GraphRequest,
	first: GraphResult | undefined,
): ReturnType<GraphClient['list']> {
	return first?.ok ? await graph.list(request, first.body) : [];
}
