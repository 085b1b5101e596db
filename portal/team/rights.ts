import type { Member } from '../accounts/visitor';
import { can, type Permission } from './roles';

/** What a view asks before it offers something. */
export interface Rights {
	/** Whether the role has it. */
	readonly may: (permission: Permission) => boolean;
	/** The same for what is refused after the trial: it is not offered then, and a line above the page says why. */
	readonly mayBegin: (permission: Permission) => boolean;
}

export const rightsOf = ({ role, isReadOnly }: Pick<Member, 'role' | 'isReadOnly'>): Rights => ({
	may: (permission) => can(role, permission),
	mayBegin: (permission) => !isReadOnly && can(role, permission),
});

/** Of whoever belongs to no organisation. */
export const NO_RIGHTS: Rights = { may: () => false, mayBegin: () => false };
