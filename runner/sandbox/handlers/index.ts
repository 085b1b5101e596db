import type { Route } from '../http/call';
import { authenticationRoutes } from './authentication';
import { channelRoutes } from './channels';
import { deviceRoutes } from './devices';
import { entraDeviceRoutes } from './entra-devices';
import { groupReferenceRoutes } from './group-references';
import { groupScheduleRoutes } from './group-schedules';
import { groupRoutes } from './groups';
import { mailRuleRoutes } from './mail-rules';
import { mailboxRoutes } from './mailbox';
import { organizationRoutes } from './organization';
import { relationRoutes } from './relations';
import { roleRoutes } from './roles';
import { roleScheduleRoutes } from './role-schedules';
import { signInPreferenceRoutes } from './sign-in-preferences';
import { teamRoutes } from './teams';
import { userDeltaRoutes } from './user-delta';
import { userRoutes } from './users';
import { userWriteRoutes } from './user-writes';

/** Every Graph operation the sandbox speaks. */
export const ROUTES: readonly Route[] = [
	...organizationRoutes,
	...userRoutes,
	...userDeltaRoutes,
	...userWriteRoutes,
	...relationRoutes,
	...authenticationRoutes,
	...signInPreferenceRoutes,
	...roleRoutes,
	...roleScheduleRoutes,
	...groupScheduleRoutes,
	...mailRuleRoutes,
	...mailboxRoutes,
	...deviceRoutes,
	...entraDeviceRoutes,
	...groupRoutes,
	...groupReferenceRoutes,
	...teamRoutes,
	...channelRoutes,
];
