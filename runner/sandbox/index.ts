/** The only door to the simulated Microsoft 365 tenant. */
export { isPasswordOf } from './handlers/password';
export { parseFaults } from './faults/grammar';
export type { FaultPlan } from './faults/plan';
export type { FaultEffect, FaultRule, RetryAfter } from './faults/rule';
export { NAMED_TENANTS, type NamedTenant } from './fixtures/tenants';
export type { SandboxLogEntry } from './log';
export { type Sandbox, type SandboxConnection, type SandboxOptions, startSandbox } from './sandbox';
export {
	type AuthenticationMethod,
	type MethodKind,
	PASSWORD_METHOD_ID,
	PHONE_METHOD_IDS,
} from './state/authentication';
export { STATE_PATH } from './state-page';
export type { DeviceAction, EntraDevice, ManagedDevice, ManagementState } from './state/devices';
export type { ChannelRecord, GroupRecord, UserProfile, UserRecord } from './state/directory';
export type { AutomaticReplies, Mailbox, MailboxKind, MessageRule } from './state/mailbox';
export { findGroup, findUser, groupsOf, isPrivileged, transitiveGroupsOf } from './state/queries';
export type { GroupSchedule, RoleAssignment, RoleDefinition, RoleEligibility } from './state/roles';
export type { AppRegistration, TenantServices, TenantState } from './state/tenant';
