import { z } from 'zod/v4';

/** What a record tells of, for whoever has only the file. */
export interface Told {
	/** e.g. OFF-2026-000417-A1. */
	readonly id: string;
	readonly kind: 'An offboarding' | 'A later check of an offboarding' | 'An undo of an offboarding';
	readonly name: string;
	readonly address: string;
	readonly tenant: string;
	readonly simulated: boolean;
	/** When it began, was looked at or was undone, ISO 8601 UTC. */
	readonly at: string;
}

const about = {
	tenant: z.object({ id: z.string(), displayName: z.string().nullable(), simulated: z.boolean() }),
	employee: z.object({ displayName: z.string(), userPrincipalName: z.string() }),
};

/** The three that are signed here, by what each alone has. */
const RECORD = z.union([
	z.object({ ...about, request: z.object({ id: z.string() }), startedAt: z.iso.datetime() }),
	z.object({ ...about, id: z.string(), checkedAt: z.iso.datetime() }),
	z.object({ ...about, id: z.string(), endedAt: z.iso.datetime() }),
]);

/** @param record whatever was attached to the file @returns null where it is nothing that is signed here */
export function toldIn(record: unknown): Told | null {
	const parsed = RECORD.safeParse(record);
	if (!parsed.success) return null;
	const { tenant, employee } = parsed.data;
	const shared = {
		...{ name: employee.displayName, address: employee.userPrincipalName },
		...{ tenant: tenant.displayName ?? tenant.id, simulated: tenant.simulated },
	};
	if ('request' in parsed.data) {
		const { request, startedAt: at } = parsed.data;
		return { ...shared, id: request.id, kind: 'An offboarding', at };
	}
	const { id } = parsed.data;
	return 'checkedAt' in parsed.data
		? { ...shared, id, kind: 'A later check of an offboarding', at: parsed.data.checkedAt }
		: { ...shared, id, kind: 'An undo of an offboarding', at: parsed.data.endedAt };
}
