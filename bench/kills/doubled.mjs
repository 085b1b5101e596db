// What was done twice that must be done once: as the tenant looks, and as its log of requests says.
import { harness } from '../harness.mjs';

const { forwardingRules } = harness('truth');
const { writesIn } = harness('requests');

/** Writes that a second one of makes a second thing, or can't be undone. */
const ONCE = [
	/^POST \/deviceManagement\/managedDevices\/[^/]+\/(?:wipe|retire)$/,
	/^POST \/users\/[^/]+\/mailFolders\/inbox\/messageRules$/,
	/^POST \/groups\/[^/]+\/(?:owners|members)\/\$ref$/,
	/^POST \/roleManagement\/directory\/role\w+ScheduleRequests$/,
	/^POST \/identityGovernance\/privilegedAccess\/group\/\w+ScheduleRequests$/,
];

const isWipe = (line) => /\/(?:wipe|retire)$/.test(line);

/**
 * @param {object} before the tenant before the first request
 * @param {object} after and after the last
 * @param {object[]} log every request, in order
 * @returns {{ wipedTwice: string[], doubled: string[] }}
 */
export function doubledIn(before, after, log) {
	const actions = after.deviceActions.map(({ managedDeviceId }) => managedDeviceId);
	const sent = sentTwice(log);
	return {
		wipedTwice: [
			...repeated(actions).map((id) => `${id} was wiped twice`),
			...sent.filter((line) => isWipe(line.split(' was ')[0])),
		],
		doubled: [
			...after.users
				.filter((user) => forwardingRules(user).length > rulesBefore(before, user) + 1)
				.map(({ profile }) => `${profile.userPrincipalName} has more than one new rule`),
			...after.groups.flatMap((group) => doubledPlaces(before, group)),
			...sent.filter((line) => !isWipe(line.split(' was ')[0])),
		],
	};
}

function rulesBefore(before, { profile }) {
	return forwardingRules(before.users.find((user) => user.profile.id === profile.id)).length;
}

function doubledPlaces(before, { profile, ownerIds, memberIds }) {
	const had = before.groups.find((group) => group.profile.id === profile.id).ownerIds;
	const fresh = ownerIds.filter((id) => !had.includes(id));
	return [
		...(fresh.length > 1 ? [`${profile.displayName} got ${fresh.length} owners`] : []),
		...[...repeated(ownerIds), ...repeated(memberIds)].map(
			(id) => `${profile.displayName} has ${id} twice`,
		),
	];
}

/**
 * Done and sent again, by the answers. A 504 of this bench comes after whatever came of the request: of a wipe that is a
 * wipe, of a second owner it may be a refusal. What such an answer, or a lost one, stood for the tenant tells.
 */
function sentTwice(log) {
	const done = writesIn(log)
		.map(({ method, path, body, status }) => ({ line: `${method} ${path}`, body, status }))
		.filter(({ line }) => ONCE.some((shape) => shape.test(line)))
		.filter(
			({ line, status }) => status !== null && (status < 300 || (status === 504 && isWipe(line))),
		)
		.map(({ line, body }) => (isWipe(line) ? line : `${line} ${JSON.stringify(body)}`));
	return repeated(done).map((line) => `${line} was sent again`);
}

function repeated(list) {
	return [...new Set(list.filter((one, at) => list.indexOf(one) !== at))];
}
