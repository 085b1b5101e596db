import { METHOD_KINDS } from '../shared/holdings/methodKinds';
import { count, enumerate } from '../shared/step/counting';
import { deviceWarnings } from './deviceWarnings';
import type { HeldGroup, HeldMethod, Holdings, Warning } from '../shared/step/offboarding';

/** More would bury what else there is to know; the step names them all. */
const MOST_NAMED = 5;

/** What the person holds that no call of Graph can take away. */
export function holdingWarnings(holdings: Holdings): readonly Warning[] {
	return [
		...methodWarnings(holdings.authenticationMethods ?? []),
		...groupWarnings(holdings.groups ?? []),
		...deviceWarnings(holdings.devices ?? []),
	];
}

function methodWarnings(methods: readonly HeldMethod[]): readonly Warning[] {
	const unknown = methods.filter(({ type }) => METHOD_KINDS[type] === undefined);
	if (unknown.length === 0) return [];
	const message = `${count(unknown.length, 'sign-in method')} of a kind that OffboardIQ does not know will stay: ${named(unknown.map(({ type }) => type))}.`;
	return [{ code: 'unknownMethod', message, steps: ['removeMfaMethods'] }];
}

function groupWarnings(groups: readonly HeldGroup[]): readonly Warning[] {
	const fixed = groups.filter(isOutOfReach);
	if (fixed.length === 0) return [];
	const message = `${count(fixed.length, 'group')} can not be changed through Microsoft Graph (rule-based, synced or kept by Exchange): ${named(fixed.map(({ displayName }) => displayName))}.`;
	return [{ code: 'fixedGroups', message, steps: ['removeFromTeams'] }];
}

function isOutOfReach({ kind, onPremisesSyncEnabled }: HeldGroup): boolean {
	return (
		onPremisesSyncEnabled ||
		kind === 'dynamic' ||
		kind === 'mailEnabledSecurity' ||
		kind === 'distribution'
	);
}

function named(names: readonly string[]): string {
	const more = names.length - MOST_NAMED;
	if (more <= 0) return enumerate(names);
	return enumerate([...names.slice(0, MOST_NAMED), `${more} more`]);
}
