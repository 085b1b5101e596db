// What must not have happened to anybody who stays.

/**
 * @param {object} before the tenant before the first request
 * @param {object} after and after the last
 * @param {object[]} leavers user records
 * @returns {string[]} one sentence each
 */
export function harmTo(before, after, leavers) {
	const leaving = new Set(leavers.map(({ profile }) => profile.id));
	const stays = ({ profile }) => !leaving.has(profile.id);
	return [
		...before.users
			.filter(stays)
			.filter((user) => !same(user, find(after.users, user)))
			.map(({ profile }) => `${profile.userPrincipalName} stays and was changed`),
		...before.groups.flatMap((group) => harmToGroup(group, find(after.groups, group), leaving)),
		...after.deviceActions.flatMap(({ managedDeviceId, action }) => {
			const { profile } = find(before.managedDevices, { profile: { id: managedDeviceId } });
			return [
				...(leaving.has(profile.userId) ? [] : [`${profile.deviceName} is somebody else's`]),
				...(action === 'wipe' && profile.managedDeviceOwnerType !== 'company'
					? [`${profile.deviceName} is not the company's`]
					: []),
			];
		}),
	];
}

function harmToGroup({ profile, memberIds, ownerIds }, now, leaving) {
	const { displayName } = profile;
	if (!now) return [`${displayName} was deleted`];
	const gone = (ids, left) => ids.some((id) => !leaving.has(id) && !left.includes(id));
	return [
		...(gone(memberIds, now.memberIds) ? [`${displayName} lost a member who stays`] : []),
		...(gone(ownerIds, now.ownerIds) ? [`${displayName} lost an owner who stays`] : []),
		...(ownerIds.length > 0 && now.ownerIds.length === 0 ? [`${displayName} is nobody's`] : []),
	];
}

const find = (list, { profile }) => list.find((one) => one.profile.id === profile.id);
const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
