import { describe, expect, it } from 'vitest';
import { noWayBack } from '../../../runner/undo/no-way-back';
import { item, outcome } from '../../harness/outcomes';

const device = (name: string, more: Parameters<typeof item>[1]) =>
	item(`${name}, company`, { targetId: name, ...more });

describe('what nobody can take back', () => {
	it('says of each device what was asked of it, and what to do', () => {
		const items = [
			device('A', { reason: 'Wipe requested, not confirmed.' }),
			device('B', { reason: 'Retire requested, not confirmed.' }),
			device('C', { status: 'unknown', reason: 'We sent one wipe and lost the answer.' }),
			device('D', { status: 'skipped', reason: 'Left alone: it is a Cloud PC.' }),
			device('E', { status: 'failed', reason: 'Refused.' }),
		];
		const said = noWayBack('wipeDevices', [outcome('wipeDevices', { items })]);
		expect(said.map(({ what, status }) => `${what} ${status}`)).toEqual([
			...['A, company cannot', 'B, company cannot', 'C, company cannot'],
			...['D, company nothing', 'E, company nothing'],
		]);
		expect(said[0]?.says).toContain('A wipe was requested, and can’t be called back.');
		expect(said[1]?.says).toContain('A retire was requested');
		expect(said[1]?.says).not.toContain('What was only on the device is lost.');
		expect(said[2]?.says).toContain('it may have happened');
	});

	it('names a thing once that two runs name, and says nothing was done where nothing was', () => {
		const roles = outcome('removeAdminRoles', {
			items: [
				item('Reader, eligible', { targetId: 'r' }),
				item('Group X, active member through PIM'),
			],
		});
		const said = noWayBack('removeAdminRoles', [roles, roles]);
		expect(said).toHaveLength(2);
		expect(said[0]?.says).toContain('Microsoft Entra roles');
		expect(said[1]?.says).toContain('Privileged Identity Management, Groups');
		const refused = outcome('resetPassword', { items: [item('Password', { status: 'failed' })] });
		expect(noWayBack('resetPassword', [refused])[0]?.status).toBe('nothing');
		expect(
			noWayBack('resetPassword', [outcome('resetPassword', { items: [item('P')] })]),
		).toMatchObject([{ what: 'Password', status: 'cannot' }]);
	});
});
