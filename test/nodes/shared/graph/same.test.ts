import { describe, expect, it } from 'vitest';
import { isCode, sameId, textOf } from '../../../../nodes/shared/graph';
import { holdersOf } from '../../../../nodes/shared/holdings/roleHolders';
import { saysNoMailbox } from '../../../../nodes/shared/holdings/mailbox';
import { heldRolesOf } from '../../../../nodes/shared/holdings/groups';
import { failureWithoutAnswer, GraphFailure } from '../../../../nodes/shared/graph/failure';
import { decide, whyChanged } from '../../../../nodes/WipeDevices/decision';
import { showsRole } from '../../../../nodes/RemoveAdminRoles/heldRoles';
import { heldDeviceOf } from '../../../../nodes/shared/holdings/devices';
import { startScriptedGraph } from '../../../harness/scriptedGraph';

const LOWER = '62e90394-69f5-4237-9190-012177145e10';
const UPPER = LOWER.toUpperCase();

describe('ids in either letter case', () => {
	it('are the same where they are GUIDs, whatever the field is called', () => {
		for (const name of ['id', 'userId', 'roleTemplateId', 'azureADDeviceId']) {
			expect(textOf({ [name]: UPPER }, name)).toBe(LOWER);
		}
		// What is not an id, or not a GUID, is left as it is.
		expect(textOf({ displayName: UPPER }, 'displayName')).toBe(UPPER);
		expect(textOf({ id: 'AQAAAJ5dZp8=' }, 'id')).toBe('AQAAAJ5dZp8=');
		expect([sameId('aB', 'Ab'), sameId('a', 'b'), sameId(null, null)]).toEqual([
			true,
			false,
			false,
		]);
	});

	it('name the role of the last Global Administrator', async () => {
		const [role] = heldRolesOf([
			{
				'@odata.type': '#microsoft.graph.directoryRole',
				id: UPPER,
				displayName: 'Global Administrator',
				roleTemplateId: UPPER,
			},
		]);
		expect(role).toMatchObject({ id: LOWER, roleTemplateId: LOWER });
		const leaver = 'AB000000-0000-4000-8000-00000000000F';
		const server = await startScriptedGraph({
			body: {
				value: [{ '@odata.type': '#microsoft.graph.user', id: leaver, accountEnabled: true }],
			},
		});
		try {
			if (!role) throw new Error('the role was not read');
			const holders = await holdersOf(server.graph, role.id, leaver.toLowerCase());
			expect(holders.others).toEqual([]);
		} finally {
			await server.close();
		}
	});

	it('show a role that is still there', () => {
		const schedule = `${UPPER}_member_${UPPER}`;
		expect(showsRole({ value: [{ id: schedule.toLowerCase() }] }, { id: schedule })).toBe(true);
	});

	it('do not make another device of the same', () => {
		const fields = {
			id: UPPER,
			azureADDeviceId: UPPER,
			userId: UPPER,
			serialNumber: 'S1',
			managedDeviceOwnerType: 'Company',
			deviceEnrollmentType: 'windowsAutoEnrollment',
		};
		const seen = heldDeviceOf(fields);
		const now = heldDeviceOf({
			...fields,
			azureADDeviceId: LOWER,
			userId: LOWER,
			managedDeviceOwnerType: 'company',
		});
		if (!seen || !now) throw new Error('a device was not read');
		expect(whyChanged(seen, now, LOWER)).toBeNull();
		expect(decide(seen, 'wipeCompany')).toEqual({ action: 'wipe' });
		expect(decide({ ...seen, ownerType: 'Personal' }, 'wipeCompany')).toEqual({ action: 'retire' });
	});
});

describe('error codes in either letter case', () => {
	it('are the same', () => {
		expect(isCode('aadpremiumlicenserequired', 'Other', 'AadPremiumLicenseRequired')).toBe(true);
		expect(isCode('Other', 'AadPremiumLicenseRequired')).toBe(false);
		expect(isCode(null, 'AadPremiumLicenseRequired')).toBe(false);
	});

	it('say that there is no mailbox', () => {
		const failure = failureWithoutAnswer({ kind: 'notFound', code: 'x', message: 'No.' });
		const with_ = (code: string, status: number) =>
			new GraphFailure({ ...failure, message: failure.message, code, status });
		expect(saysNoMailbox(with_('mailboxnotenabledforrestapi', 404))).toBe(true);
		expect(saysNoMailbox(with_('RESOURCENOTFOUND', 404))).toBe(true);
		expect(saysNoMailbox(with_('resourcenotfound', 500))).toBe(false);
	});
});
