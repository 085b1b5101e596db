import { makeRecord } from '../../nodes/shared/record/making/make';
import type { MadeRecord } from '../../nodes/shared/record/making/job';
import type { Addendum } from '../../nodes/shared/record/addendum/addendum';
import { pdfSignerFor } from '../../nodes/shared/evidence/pdfSigner';
import type { SigningCredential } from '../../nodes/shared/evidence/signingCredential';
import { allDone, at, call } from './offboardings';

/** A check of a day later that finds everything but one thing as it was. @param sha256 of the record's PDF */
export function addendumTo(sha256: string, over: Partial<Addendum> = {}): Addendum {
	const { tenant, employee } = allDone();
	const { id, userPrincipalName, displayName } = employee;
	const requestId = call(1).requestId;
	return {
		schema: 'offboardiq.addendum/1',
		id: 'OFF-2026-000412-A1',
		record: { id: 'OFF-2026-000412', sha256, endedAt: at(6), lockedOutAt: at(1.4) },
		previous: null,
		...{ tenant, employee: { id, userPrincipalName, displayName } },
		checkedAt: '2026-11-21T17:10:00.000Z',
		askedBy: null,
		verdict: 'broken',
		checks: [
			{
				...{ claim: 'Sign-in is off', targetId: null, status: 'contradicted', requestId },
				says: 'Sign-in is on. Turn it off, or say why somebody turned it on.',
			},
			{
				...{ claim: 'No directory roles are held', targetId: null, status: 'confirmed', requestId },
				says: 'There are none.',
			},
			{
				...{ claim: 'Left Intune: =HAL <b> 小明', targetId: 'd-1', status: 'notYet', requestId },
				says: 'Intune has it as wipePending. It happens when the device is next online.',
			},
		],
		calls: [call(1), call(2)],
		product: { name: 'OffboardIQ', version: '9.8.7' },
		...over,
	};
}

/** The same as a signed PDF. */
export async function makeSignedAddendum(
	addendum: Addendum,
	credential: SigningCredential,
): Promise<MadeRecord> {
	const { checkedAt, product } = addendum;
	const options = { generatedAt: new Date(checkedAt), product };
	return await makeRecord({ addendum, options }, pdfSignerFor(credential, new Date()));
}
