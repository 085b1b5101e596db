import { expect, it } from 'vitest';
import { disableAccount } from '../../../nodes/DisableAccount/disableAccount.step';
import { resetPassword } from '../../../nodes/ResetPassword/resetPassword.step';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn } from '../../harness/people';

const test = eachRehearsal();

it('a name that is given to somebody else after the look-up leads nobody astray', async () => {
	const { scene } = test;
	const leaver = personIn(scene.sandbox, 'ordinary');
	const colleague = personIn(scene.sandbox, 'ordinarysManager');
	const password = [...colleague.passwordHashes];
	const offboarding = await scene.lookUp(upn('ordinary'));
	colleague.profile.userPrincipalName = leaver.profile.userPrincipalName;
	leaver.profile.userPrincipalName = 'adele.vance.old@rehearsal.example';
	for (const step of [disableAccount, resetPassword]) {
		expect(await scene.run(step, {}, offboarding)).toMatchObject({ status: 'done' });
	}
	expect(leaver.profile.accountEnabled).toBe(false);
	expect(colleague.profile.accountEnabled).toBe(true);
	expect(colleague.passwordHashes).toEqual(password);
});
