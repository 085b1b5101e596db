import { checkSignIn } from '../DisableAccount/stillOff';
import { lockOutAgain } from '../RemoveAdminRoles/lockOutAgain';
import type { Offboarding } from '../shared/step/offboarding';
import type { StepContext } from '../shared/step/step';

/**
 * What follows the last step that writes: the lock-out is tried again where a group stood in its way, and sign-in is
 * looked at once more, because it may have been turned on again since.
 */
export async function lastLook(
	context: StepContext,
	offboarding: Offboarding,
): Promise<Offboarding> {
	const next = await lockOutAgain(context, offboarding).catch(() => offboarding);
	return await checkSignIn(context, next, next === offboarding);
}
