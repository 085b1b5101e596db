import { expect, it } from 'vitest';
import {
	isOfPim,
	rolesIn,
	showsRole,
	type HeldRole,
} from '../../../nodes/RemoveAdminRoles/heldRoles';

const mine = { id: 'a1', principalId: 'me', roleDefinitionId: 'r1', directoryScopeId: '/' };
const role: HeldRole = {
	place: 'direct',
	id: 'a1',
	roleDefinitionId: 'r1',
	displayName: 'r1',
	directoryScopeId: '/',
	appScopeId: null,
	startedAt: null,
};

it('leaves entries of somebody else out, even if the filter was not honoured: they would be deleted', () => {
	const entries = [mine, { ...mine, id: 'a2', principalId: 'you' }, { ...mine, principalId: null }];
	expect(rolesIn('direct', entries, 'me')).toEqual([role]);
	expect(rolesIn('direct', entries, 'ME')).toEqual([role]);
});

it('leaves out what could not be addressed', () => {
	const { id: _, ...withoutId } = mine;
	const { roleDefinitionId: __, ...withoutRole } = mine;
	expect(rolesIn('direct', [withoutId, withoutRole], 'me')).toEqual([]);
});

it('proves a role gone only by a list that ends', () => {
	expect(showsRole({ value: [mine] }, role)).toBe(true);
	expect(showsRole({ value: [] }, role)).toBe(false);
	expect(showsRole({ value: [], '@odata.nextLink': 'https://graph.example/next' }, role)).toBe(
		true,
	);
});

it.each([
	[{ assignmentType: 'Activated' }, true],
	[{ assignmentType: 'Assigned', scheduleInfo: { expiration: { type: 'afterDateTime' } } }, true],
	[{ assignmentType: 'Assigned', scheduleInfo: { expiration: { type: 'noExpiration' } } }, false],
	[{ assignmentType: 'Assigned' }, false],
])('%j is of PIM: %s', (fields, expected) => {
	expect(isOfPim(fields)).toBe(expected);
});
