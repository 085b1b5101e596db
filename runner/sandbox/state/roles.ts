/** A built-in directory role. `id` is the same in every tenant. */
export interface RoleDefinition {
	readonly id: string;
	readonly displayName: string;
	readonly description: string;
	/** Object id of the activated directory role (`/directoryRoles`), which differs from tenant to tenant. */
	readonly directoryRoleId: string;
}

/** An active assignment, to a person or to a role-assignable group. */
export interface RoleAssignment {
	readonly id: string;
	principalId: string;
	roleDefinitionId: string;
	/** `/`, `/administrativeUnits/{id}` or `/{application object id}`; null where the scope is an app's own. */
	directoryScopeId: string | null;
	appScopeId: string | null;
	assignmentType: 'Assigned' | 'Activated';
	/** When it became active, ISO 8601 UTC. An activation younger than five minutes can't be removed. */
	startDateTime: string;
	/** Null: permanent. */
	endDateTime: string | null;
}

/** A role somebody may activate through Privileged Identity Management. */
export interface RoleEligibility {
	readonly id: string;
	principalId: string;
	roleDefinitionId: string;
	directoryScopeId: string | null;
	appScopeId: string | null;
	startDateTime: string;
	endDateTime: string | null;
}

/** PIM for groups: an eligible or an active, time-bound place in a group. */
export interface GroupSchedule {
	readonly id: string;
	principalId: string;
	groupId: string;
	accessId: 'member' | 'owner';
	assignmentType: 'assigned' | 'activated';
	startDateTime: string;
	endDateTime: string | null;
}
