import type { CaseFacts } from '../../../nodes/shared/step/caseFacts';
import type { Offboarding } from '../../../nodes/shared/step/offboarding';
import { allDone } from './allDone';

/** Everything that whoever asks may know. */
export const CASE: CaseFacts = {
	effectiveEnd: '2026-11-20T17:00:00.000Z',
	effectiveEndLocal: '2026-11-20 18:00:00 (UTC+01:00)',
	effectiveEndZone: 'Europe/Berlin',
	workerType: 'contractor',
	departure: 'involuntary',
	noticeAt: '2026-11-06T09:30:00.000Z',
	noticeBy: 'HR system',
	requesterRole: 'Admin',
	requesterAuth: 'password and authenticator app',
	requesterAddress: '203.0.113.7',
	approvedBy: 'Miriam Adeyemi <miriam.adeyemi@haldenlogistics.com>',
	approvedAt: '2026-11-19T15:12:00.000Z',
	reason: 'End of contract',
	policy: 'Leaver policy 4.2',
	scheduledFor: '2026-11-20T17:04:00.000Z',
	scheduledForLocal: '2026-11-20 18:04:00 (UTC+01:00)',
	scheduledForZone: 'Europe/Berlin',
	lockOutTargetMinutes: 60,
	owner: 'IT service desk',
	due: '2026-12-04',
	forwardUntil: '2027-02-20',
	litigationHold: 'on',
	keepRecordUntil: '2032-11-20',
	lawfulBasis: 'GDPR Art. 6(1)(f)',
};

/** The same as `allDone`, with everything recorded that can be. */
export function recorded(over: CaseFacts = {}): Offboarding {
	const run = allDone();
	return { ...run, request: { ...run.request, caseFacts: { ...CASE, ...over } } };
}
