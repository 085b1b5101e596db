import type { Offboarding } from '../../../../../nodes/shared/step/offboarding';

/** Everything in an offboarding that its record has to say. */
export function saidBy({
	request,
	tenant,
	employee,
	warnings,
	steps,
	lookUpCalls,
}: Offboarding): string[] {
	const items = steps.flatMap((outcome) => outcome.items);
	const calls = [...lookUpCalls, ...steps.flatMap((outcome) => outcome.calls)];
	const said = [
		request.id,
		request.requestedBy,
		request.ticket,
		tenant.id,
		tenant.displayName,
		employee.displayName,
		employee.userPrincipalName,
		employee.id,
		...warnings.map((warning) => warning.message),
		...steps.flatMap((outcome) => [outcome.summary, outcome.reason]),
		...items.flatMap((entry) => [entry.target, entry.targetId, entry.reason, entry.code]),
		...items.map((entry) => entry.requestId),
		...calls.flatMap((sent) => [sent.path, sent.requestId ?? sent.clientRequestId]),
	];
	return said.filter((value) => value !== null);
}
