import { describe, expect, it } from 'vitest';
import { lookUpEmployee } from '../../../nodes/LookUpEmployee/lookUpEmployee';
import { accountsIn } from '../../../nodes/shared/step/accountList';
import { eachRehearsal } from '../../harness/eachRehearsal';
import { personIn, upn } from '../../harness/people';

const test = eachRehearsal();

async function lookUp(breakGlass: readonly string[], user = upn('ordinary')) {
	const { request } = await test.scene.lookUp(upn('ordinary'));
	return await lookUpEmployee(test.scene.graph, { user, manager: null, request, breakGlass });
}

describe('the break-glass list', () => {
	it('refuses whoever is on it, by object id or UPN in any letter case, whatever was typed', async () => {
		const { id } = personIn(test.scene.sandbox, 'ordinary').profile;
		const refusal = /is on the list of break-glass accounts.*Nothing was changed/;
		await expect(lookUp([upn('ordinary').toUpperCase()])).rejects.toThrow(refusal);
		await expect(lookUp(['x@y.example', id.toUpperCase()])).rejects.toThrow(refusal);
		await expect(lookUp([upn('ordinary')], id)).rejects.toThrow(refusal);
		expect(test.scene.writes()).toEqual([]);
	});

	it('lets everybody else through', async () => {
		const found = await lookUp([upn('noManager')]);
		expect(found.employee.userPrincipalName).toBe(upn('ordinary'));
	});

	it('is one account a line, with comments', () => {
		expect(accountsIn('\uFEFF# emergency\r\n\r\n a@b.example \nc@d.example')).toEqual([
			'a@b.example',
			'c@d.example',
		]);
		expect(accountsIn('')).toEqual([]);
	});

	it('is refused with a line that protects nobody, by its number', () => {
		expect(() => accountsIn('a@b.example\nEmergency Account')).toThrow(/^Line 2 /);
	});
});
