import { describe, expect, it } from 'vitest';
import { removeAdminRoles } from '../../../nodes/RemoveAdminRoles/removeAdminRoles.step';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { wipeDevices } from '../../../nodes/WipeDevices/wipeDevices.step';
import { startRehearsal, type Rehearsal } from '../../harness/rehearsal';

async function inTenant(
	name: string,
	look: (rehearsal: Rehearsal, offboarding: Offboarding) => Promise<void>,
): Promise<void> {
	const rehearsal = await startRehearsal({ tenant: name });
	try {
		const leaver = rehearsal.sandbox.leaver ?? '';
		await look(rehearsal, await rehearsal.lookUp(leaver, { dryRun: true }));
	} finally {
		await rehearsal.close();
	}
}

const saidOf = ({ warnings }: Offboarding, code: string) =>
	warnings.find((warning) => warning.code === code)?.message ?? null;

describe('what is known before anything is changed', () => {
	it.each([
		['personal-phone', 'personalDevices', 'will be retired at most, never wiped: IPHONE-'],
		['kiosk', 'devicesLeftAlone', 'because it is enrolled for several people'],
		['unknown-owner', 'devicesLeftAlone', 'because Intune does not say whether'],
		['wipe-pending', 'askedBefore', 'is under way: LAPTOP-'],
		['mailbox-deleted', 'noMailbox', 'within 30 days of its removal'],
		['no-mailbox', 'noMailbox', 'no licence for Exchange Online and no mail address'],
		['manager-disabled', 'managerDisabled', 'Emily Braun, whose account is disabled'],
		['manager-external', 'managerExternal', 'Megan Bowen, a guest from outside'],
		['last-owner-no-manager', 'noSuccessor', 'The person owns Sales.'],
		['shared-mailbox', 'notAPerson', "a shared mailbox and not a person's"],
		['last-role-administrator', 'lastPrivilegedRoleAdministrator', "Maeve O'Brien is the last"],
	])('%s: %s', async (name, code, words) => {
		await inTenant(name, async (_, offboarding) => {
			await Promise.resolve();
			expect(saidOf(offboarding, code)).toContain(words);
		});
	});

	it('an ordinary employee is spared all of it', async () => {
		await inTenant('ordinary', async (_, offboarding) => {
			await Promise.resolve();
			expect(offboarding.warnings.map(({ code }) => code)).toEqual(['privileged']);
		});
	});

	it('a role of which another holder is left would be removed', async () => {
		await inTenant('last-role-administrator', async (rehearsal, offboarding) => {
			const { tenant } = rehearsal.sandbox;
			const [held] = tenant.roleAssignments.filter(
				({ principalId }) => principalId === offboarding.employee.id,
			);
			const roleOf = async () => {
				const { items } = await rehearsal.run(removeAdminRoles, {}, offboarding);
				return items.find(({ target }) => target.startsWith('Privileged Role'))?.status;
			};
			expect(await roleOf()).toBe('blocked');
			const other = tenant.users.find(({ profile }) => profile.id !== offboarding.employee.id);
			if (held) {
				const principalId = other?.profile.id ?? '';
				tenant.roleAssignments.push({ ...held, id: 'another', principalId });
			}
			expect(await roleOf()).toBe('pending');
		});
	});

	it.each([
		['ordinary', ['pending', null]],
		[
			'guide-permissions',
			[
				'blocked',
				'The app lacks the application permission DeviceManagementManagedDevices.PrivilegedOperations.All. Grant it with admin consent, then run this again.',
			],
		],
	])('%s: a plan is blocked where the permission is missing', async (name, expected) => {
		await inTenant(name, async (rehearsal, offboarding) => {
			const plan = await rehearsal.run(wipeDevices, { policy: 'wipeCompany' }, offboarding);
			const [item] = plan.items;
			expect([plan.status, item?.status === 'blocked' ? item.reason : null]).toEqual(expected);
		});
	});
});
