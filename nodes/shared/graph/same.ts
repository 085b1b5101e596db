/**
 * True for the same id. A GUID is the same in either letter case, and a service may write it either way from one answer
 * to the next. For what is opaque (rules, schedules, entries in teams) only where it is asked whether it is still
 * there: taken for the same once too often, it is said to be left.
 */
export function sameId(left: string | null | undefined, right: string | null | undefined): boolean {
	if (left === null || left === undefined || right === null || right === undefined) return false;
	return left.toLowerCase() === right.toLowerCase();
}

/** True for one of these error codes: not every service writes them in the same letter case. */
export function isCode(code: string | null, ...names: readonly string[]): boolean {
	return names.some((name) => name.toLowerCase() === code?.toLowerCase());
}
