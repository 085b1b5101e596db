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
