import { READ_SIGN_INS } from '../../nodes/shared/holdings/signIns';
import { READ_GROUP, READ_PEOPLE } from '../directory/permissions';
import { missingFor, PERMISSIONS, STEP_NEEDS } from '../../nodes/shared/step/permissions';
import { STEPS, type StepKey } from '../../nodes/shared/step/vocabulary';

/** What one step asks Microsoft for, and what of it is missing. */
export interface StepPermissions {
	readonly key: StepKey;
	readonly number: number;
	/** Application permissions, the least that do. */
	readonly permissions: readonly string[];
	/** Of these, what the token grants neither itself nor by a broader one; empty when nothing is known. */
	readonly missing: readonly string[];
}

/**
 * The application permissions of each step that has any.
 *
 * @param granted those of the token; null when not known
 */
export function stepPermissions(granted: readonly string[] | null): readonly StepPermissions[] {
	return STEPS.filter(({ key }) => STEP_NEEDS[key].length > 0).map(({ key, number }) => ({
		...{ key, number },
		permissions: STEP_NEEDS[key].map((need) => PERMISSIONS[need][0]),
		missing: granted === null ? [] : missingFor(key, granted),
	}));
}

/**
 * What reading the people takes: everybody, and the members of a group. Without it nothing works, because nobody is
 * found.
 *
 * @param granted those of the token; null when not known
 */
export function readingPermissions(
	granted: readonly string[] | null,
): Pick<StepPermissions, 'permissions' | 'missing'> {
	const needs: readonly (readonly string[])[] = [READ_PEOPLE, READ_GROUP];
	const missing = needs.filter(
		(any) => granted !== null && !any.some((one) => granted.includes(one)),
	);
	const least = (lists: typeof needs) => lists.map(([first = '']) => first);
	return { permissions: least(needs), missing: least(missing) };
}

/**
 * What only the check a day later takes: whether somebody signed in since. No step rests on it, so it is never among
 * what is missing of a connection.
 *
 * @param granted those of the token; null when not known
 */
export function laterPermissions(
	granted: readonly string[] | null,
): Pick<StepPermissions, 'permissions' | 'missing'> {
	const missing = granted === null ? [] : READ_SIGN_INS.filter((one) => !granted.includes(one));
	return { permissions: READ_SIGN_INS, missing };
}
