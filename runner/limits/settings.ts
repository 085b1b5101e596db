import { readFileSync } from 'node:fs';
import { LIMIT_NAMES, PUBLISHED, type LimitName, type PublishedLimit } from './published';

/** How much may be used of what Microsoft publishes: the rest is for other apps of the tenant, and for clocks. */
export const SHARE = 0.8;

/** The limits that this installation keeps to. */
export interface LimitSettings {
	readonly share: number;
	readonly limits: Readonly<Record<LimitName, PublishedLimit>>;
	/** True where the identity units were given: then the size of the tenant does not matter. */
	readonly fixedUnits: boolean;
}

export const DEFAULT_LIMITS: LimitSettings = { share: SHARE, limits: PUBLISHED, fixedUnits: false };

/** The settings cannot be used. One line, for people. */
export class LimitSettingsError extends Error {
	override readonly name = 'LimitSettingsError';
}

/**
 * What OFFBOARDIQ_LIMITS says: a JSON file with `share` (above 0, up to 1) and `limits`, by name with `amount` and
 * `perMs`. What it leaves out stays as Microsoft publishes it.
 *
 * @throws LimitSettingsError
 */
export function limitSettings(env: NodeJS.ProcessEnv = process.env): LimitSettings {
	const file = env['OFFBOARDIQ_LIMITS'];
	return file === undefined || file === '' ? DEFAULT_LIMITS : parsed(readJson(file));
}

function readJson(file: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
		if (isObject(value)) return value;
	} catch (error) {
		throw new LimitSettingsError(`OFFBOARDIQ_LIMITS ${file}: it cannot be read as JSON.`, {
			cause: error,
		});
	}
	throw new LimitSettingsError(`OFFBOARDIQ_LIMITS ${file}: expected {"share","limits"}.`);
}

function parsed({ share = SHARE, limits = {} }: Record<string, unknown>): LimitSettings {
	if (typeof share !== 'number' || !(share > 0 && share <= 1)) {
		throw new LimitSettingsError('OFFBOARDIQ_LIMITS: share is a number above 0 and up to 1.');
	}
	if (!isObject(limits)) throw new LimitSettingsError('OFFBOARDIQ_LIMITS: limits is an object.');
	const all: Record<LimitName, PublishedLimit> = { ...PUBLISHED };
	for (const [name, value] of Object.entries(limits)) {
		const known = LIMIT_NAMES.find((candidate) => candidate === name);
		if (!known) {
			throw new LimitSettingsError(
				`OFFBOARDIQ_LIMITS: there is no limit "${name}". Known: ${LIMIT_NAMES.join(', ')}.`,
			);
		}
		all[known] = { ...PUBLISHED[known], ...sizeOf(known, value) };
	}
	return { share, limits: all, fixedUnits: 'identityUnits' in limits };
}

function sizeOf(name: LimitName, value: unknown): Pick<PublishedLimit, 'amount' | 'perMs'> {
	const { amount = PUBLISHED[name].amount, perMs = PUBLISHED[name].perMs } = isObject(value)
		? value
		: {};
	const isTimed = PUBLISHED[name].kind !== 'concurrent';
	if (isAmount(amount) && isWhole(perMs) && (!isTimed || perMs > 0)) return { amount, perMs };
	throw new LimitSettingsError(`OFFBOARDIQ_LIMITS: ${name} takes "amount" and "perMs" above 0.`);
}

function isAmount(value: unknown): value is number {
	return typeof value === 'number' && Number.isFinite(value) && value >= 1;
}

function isWhole(value: unknown): value is number {
	return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
