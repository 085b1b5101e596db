import { describe, expect, it } from 'vitest';
import { forwardEmail } from '../../../nodes/ForwardEmail/forwardEmail.step';
import { removeFromTeams } from '../../../nodes/RemoveFromTeamsAndGroups/removeFromTeamsAndGroups.step';
import { isLeaving } from '../../../nodes/shared/step/leaving';
import { leavingUpns, tenantNamed } from '../../../runner/sandbox/fixtures/tenants';
import { forwardingRules, personIn } from '../../harness/truth';
import { startRehearsal, type Rehearsal } from '../../harness/rehearsal';

async function inTenant(
	name: string,
	leaving: readonly string[],
	look: (rehearsal: Rehearsal, run: Awaited<ReturnType<Rehearsal['lookUp']>>) => Promise<void>,
): Promise<void> {
	const rehearsal = await startRehearsal({ tenant: name });
	try {
		await look(rehearsal, await rehearsal.lookUp(rehearsal.sandbox.leaver ?? '', { leaving }));
	} finally {
		await rehearsal.close();
	}
}

const upnsIn = (name: string) => leavingUpns(tenantNamed(name));
const MIRIAM = 'Skipped Miriam Graham, who is leaving too.';

describe('managers who are offboarded too', () => {
	it('get neither mail nor ownership: the next one up does', async () => {
		const name = 'manager-leaving';
		await inTenant(name, upnsIn(name), async (rehearsal, offboarding) => {
			expect(offboarding.warnings.map(({ code }) => code)).toContain('managerLeaving');
			const mail = await rehearsal.run(forwardEmail, {}, offboarding);
			expect(mail).toMatchObject({ status: 'done', verified: true });
			expect(mail.items[0]?.reason).toBe(MIRIAM);
			const groups = await rehearsal.run(removeFromTeams, {}, offboarding);
			const passedOn = groups.items.find(({ target }) => target.startsWith('Ownership of'));
			expect(passedOn).toMatchObject({ status: 'done', after: 'Patti Fernandez' });
			const { tenant } = rehearsal.sandbox;
			const rules = forwardingRules(personIn(tenant, offboarding.employee.id));
			expect(JSON.stringify(rules)).toContain('patti.fernandez@');
			expect(JSON.stringify(rules)).not.toContain('miriam.graham@');
		});
	});

	it('all of them: both steps are blocked, name everybody, and keep what there is', async () => {
		const name = 'managers-all-leaving';
		await inTenant(name, upnsIn(name), async (rehearsal, offboarding) => {
			const mail = await rehearsal.run(forwardEmail, {}, offboarding);
			expect(mail.status).toBe('blocked');
			expect(mail.reason).toContain(MIRIAM);
			expect(mail.reason).toContain('There is no manager above Patti Fernandez.');
			const groups = await rehearsal.run(removeFromTeams, {}, offboarding);
			expect(groups.status).toBe('blocked');
			expect(groups.reason).toContain(MIRIAM);
			const { id } = offboarding.employee;
			const owned = rehearsal.sandbox.tenant.groups.filter(({ ownerIds }) => ownerIds.includes(id));
			expect(owned.map(({ memberIds }) => memberIds.includes(id))).toEqual([true]);
		});
	});

	it('are named by object id or in other letters just as well', async () => {
		await inTenant('manager-leaving', [], async (rehearsal, { manager }) => {
			expect(manager).not.toBeNull();
			if (manager === null) return;
			expect(isLeaving(manager, [manager.id.toUpperCase()])).toBe(true);
			expect(isLeaving(manager, [` ${manager.userPrincipalName?.toUpperCase()} `])).toBe(true);
			expect(isLeaving(manager, ['somebody@else.example'])).toBe(false);
			expect(isLeaving(manager, undefined)).toBe(false);
			expect(rehearsal.sandbox.tenant.users.length).toBeGreaterThan(2);
		});
	});

	it('are no fallback and no successor either', async () => {
		const upn = 'miriam.graham@rehearsal.example';
		await inTenant('managers-all-leaving', upnsIn('managers-all-leaving'), async (one, begun) => {
			const mail = await one.run(forwardEmail, { fallbackRecipient: upn }, begun);
			expect(mail.status).toBe('blocked');
			expect(mail.reason).toContain('is leaving too');
			const groups = await one.run(removeFromTeams, { successor: upn }, begun);
			expect(groups.status).toBe('blocked');
			expect(groups.reason).toContain('Miriam Graham is leaving too.');
		});
	});

	it('stand in nobody’s way without the list', async () => {
		await inTenant('manager-leaving', [], async (rehearsal, offboarding) => {
			const mail = await rehearsal.run(forwardEmail, {}, offboarding);
			expect(mail.summary).toContain('Miriam Graham');
		});
	});
});
