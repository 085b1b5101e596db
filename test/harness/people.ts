import type { GroupRecord, UserRecord } from '../../runner/sandbox/state/directory';
import type { ManagedDevice } from '../../runner/sandbox/state/devices';
import type { Sandbox } from '../../runner/sandbox';

/** People of the rehearsal tenant by the case they are; the part of the UPN before the @. */
export const PEOPLE = {
	ordinary: 'adele.vance',
	ordinarysManager: 'miriam.graham',
	noManager: 'nestor.wilke',
	globalAdministrator: 'diego.siciliani',
	otherGlobalAdministrator: 'lidia.holloway',
	everyMethod: 'zoe.lukasiewicz',
	mac: 'xiaoming.wang',
	companyAndPersonalDevice: 'bartholomew.oyelaran',
	throughPim: "maeve.o'brien",
	noMailbox: 'grady.archie',
	noDevices: 'isaiah.langer',
	noMethods: 'pradeep.gupta',
	synced: 'alex.wilber',
	guest: 'megan.bowen_fabrikam.example#EXT#',
	lastOwner: 'lee.gu',
	groupsGraphCanNotChange: 'joni.sherman',
	personalDeviceOnly: 'henrietta.mueller',
	kiosk: 'johanna.lorenz',
	temporaryAccessPass: 'enrico.cattaneo',
	disabled: 'emily.braun',
	sameName: 'anna.schmidt',
	mailboxElsewhere: 'raul.razo',
	mailboxDeleted: 'delia.dennis',
	mailboxPolicy: 'ben.walters',
	restricted: 'debra.berger',
	oneUnit: 'irvin.sayers',
	throughGroup: 'allan.deyoung',
	managerDisabled: 'tony.krijnen',
	managerIsGuest: 'brian.johnson',
	mailHistory: 'christie.cline',
	licensedByGroup: 'sara.davis',
	ownsWithAnApp: 'ingrid.akesson',
} as const;

export type Case = keyof typeof PEOPLE;

/** The user principal name of somebody. */
export function upn(who: Case): string {
	return `${PEOPLE[who]}@rehearsal.example`;
}

/** The live record of somebody in the tenant. @throws when there is none, a deleted one included */
export function personIn({ tenant }: Sandbox, who: Case): UserRecord {
	const wanted = upn(who);
	const found = tenant.users.find(({ profile }) => profile.userPrincipalName === wanted);
	if (!found) throw new Error(`The tenant has nobody called ${wanted}.`);
	return found;
}

export function devicesIn(sandbox: Sandbox, who: Case): readonly ManagedDevice[] {
	const { id } = personIn(sandbox, who).profile;
	return sandbox.tenant.managedDevices.filter(({ profile }) => profile.userId === id);
}

/** The first device of somebody. */
export function deviceIn(sandbox: Sandbox, who: Case): ManagedDevice {
	const [device] = devicesIn(sandbox, who);
	if (!device) throw new Error(`${upn(who)} has no device.`);
	return device;
}

/** A group by its display name. */
export function groupIn({ tenant }: Sandbox, displayName: string): GroupRecord {
	const found = tenant.groups.find(({ profile }) => profile.displayName === displayName);
	if (!found) throw new Error(`The tenant has no group called ${displayName}.`);
	return found;
}

/** Takes permissions back, as an admin would. Before the first token; later ones need a new token generation. */
export function takeAway({ tenant }: Sandbox, ...permissions: readonly string[]): void {
	tenant.app.permissions = tenant.app.permissions.filter((name) => !permissions.includes(name));
	tenant.app.tokenGeneration += 1;
}

/** Moves somebody to the deleted users, as another admin would between two steps. */
export function deletePerson(sandbox: Sandbox, who: Case): void {
	const { tenant } = sandbox;
	const gone = personIn(sandbox, who);
	tenant.users = tenant.users.filter((user) => user !== gone);
	tenant.deletedUsers.push(gone);
	for (const group of tenant.groups) {
		group.memberIds = group.memberIds.filter((id) => id !== gone.profile.id);
		group.ownerIds = group.ownerIds.filter((id) => id !== gone.profile.id);
	}
}
