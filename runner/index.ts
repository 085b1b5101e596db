/** The only door of the runner: the portal uses this and nothing behind it. */
export {
	parseConnection,
	ConnectionError,
	type GraphConnection,
} from '../nodes/shared/graph/connection';
export type { CaseFacts } from '../nodes/shared/step/caseFacts';
export { defaultReply } from '../nodes/shared/step/defaultReply';
export { DEVICE_POLICIES, LONGEST_REPLY, type StepChoices } from '../nodes/shared/step/stepChoices';
export { isLoopbackHost } from '../nodes/shared/graph/loopback';
export {
	ConfidentialClientApplication,
	type Configuration,
} from '../nodes/shared/vendor/microsoft';
export { LoginNetwork } from '../nodes/shared/graph/loginNetwork';
export type { Offboarding } from '../nodes/shared/step/offboarding';
export type { ItemOutcome, StepOutcome } from '../nodes/shared/step/outcome';
export {
	isException,
	markOf,
	STATUS_WORD,
	STEPS,
	stepNamed,
	type RunStatus,
	type Status,
	type StatusMark,
	type StepKey,
} from '../nodes/shared/step/vocabulary';
export {
	isInTry,
	isNotTried,
	NOT_TRIED,
	shortStep,
	tryNumber,
	tryWords,
	type OnlySteps,
} from '../nodes/shared/step/onlySteps';
export { markOfStep } from '../nodes/shared/step/shownStep';
export { UNDO_WORD, type UndoItem, type UndoStatus } from '../nodes/shared/undo/undoItem';
export {
	UNDO_VERDICT_WORDS,
	type UndoRecord,
	type UndoVerdict,
} from '../nodes/shared/record/undo/undoRecord';
export { UNDO_DAYS } from './undo/may-undo';
export { isTooLate, notGoneOnWith, UNDO_HOURS } from './undo/too-late';
export type { KeptUndo } from './undo/read-undos';
export { UndoError, UndoInterrupted } from './undo/undo-error';
export type { UndoPlan, UndoRequest } from './undo/undo';
export { CHECK_WORD, VERDICT_WORDS } from '../nodes/shared/record/addendum/addendum';
export type { AddendumRecord } from './addenda/addendum-journal';
export { isLookedAt } from './addenda/checks';
export { RecheckError, type RecheckRequest } from './addenda/recheck';
export type {
	Addendum,
	AddendumCheck,
	AddendumVerdict,
} from '../nodes/shared/record/addendum/addendum';
export { ACTS, type Act, type Facts, type NewEntry } from './audit/acts';
export { BOM, csvLine } from './audit/csv';
export type { EntriesWanted } from './audit/entries';
export type { OrganisationErased } from './audit/erase-organisation';
export type { ErasedPerson, ForgetPeople } from './audit/erased-people';
export { ErasureError } from './audit/find-subject';
export type { AuditDesk } from './audit/desk';
export type { ShownEntry } from './audit/shown-entry';
export {
	consentAddress,
	mayConsent,
	personOfCode,
	proofAddress,
	workTenantId,
	type Challenge,
	type ConsentApp,
} from './consent/admin-consent';
export { IdTokenError, IdTokens, type SignedInPerson } from './consent/id-token';
export { checkConnection, type CheckedConnection } from './connections/check-connection';
export { checkGroup } from './connections/check-group';
export { credentialFacts, type CredentialFacts } from './connections/credential-facts';
export {
	laterPermissions,
	readingPermissions,
	stepPermissions,
	type StepPermissions,
} from './connections/permission-health';
export { updated } from './database/concurrency';
export { DatabaseError } from './database/errors';
export type { Db, Queries as RunnerQueries } from './database/db';
export { migrate } from './database/migrate';
export { GraphFailure } from '../nodes/shared/graph/failure';
export { beyondFirst } from './directory/beyond-first';
export type { Directory, LastSync } from './directory/directory';
export { DirectoryBusyError, DirectoryError } from './directory/errors';
export type { Facets } from './directory/facets';
export type { PastSync } from './directory/sync-history';
export type { Vanishing } from './directory/vanishing';
export type { Narrowing } from './directory/found-by';
export { LIST_ORDERS, type ListOrder } from './directory/list-order';
export type { PeoplePage, PeopleQuery } from './directory/people';
export {
	PERSON_KINDS,
	type PeopleCounts,
	type Person,
	type PersonKind,
	type Place,
} from './directory/person';
export type { RemovalLimit } from './directory/removal';
export type { SyncListener, SyncProgress, SyncResult, SyncStatus } from './directory/result';
export type { SyncRequest } from './directory/sync';
export { EngineError } from './engine/errors';
export { OTHER_SIGHT, sightOf } from './execution/sight';
export { Evidence, type EvidenceCertificate } from './evidence/evidence';
export type { RunsQuery } from './journal/runs-query';
export { isContinuing } from './follow-up/held-ended';
export {
	isStillTheirs,
	isTooOld,
	stepsOfTry,
	tooOldWords,
	TRY_DAYS,
	whyNotTried,
} from './follow-up/one-more-try';
export { standingSteps, type StandingStep } from './follow-up/tries';
export type { TryPlan, TryRequest } from './retry/try-step';
export { FollowUpError, type FollowUp, type FollowUpKind } from './follow-up/follow-up';
export type { OpenWipe } from './follow-up/open-wipes';
export type { RunEvent } from './journal/run-event';
export { NOT_AS_RECORDED, type RunMoment } from './journal/run-moments';
export type { Report, RunRecord, RunRequest, StepRecord } from './journal/run-record';
export type { OffboardRequest, ResumeRequest } from './execution/offboard';
export type { ProgressListener, RunProgress } from './execution/progress';
export type { BulkListener, BulkProgress } from './bulk/bulk-progress';
export type { BulkMember } from './bulk/bulk-record';
export {
	PeopleListError,
	readPeopleList,
	type PeopleList,
	type PersonLine,
} from './bulk/people-list';
export {
	BULK_KINDS,
	type BulkKind,
	type BulkLine,
	type BulksWanted,
	type KeptBulk,
} from './bulk/read-bulks';
export type { BulkRequest, ResumeBulkRequest } from './bulk/run-bulk';
export { NO_LIMITS, type Limiter } from './execution/limiter';
export { drawPaper, type PlainPaper } from './paper/draw-paper';
export { toJson, type RunJson } from './run-json';
export { openDirectory, openRunner, openRuns } from './runner';
export type { OpenDirectory, Runner, RunnerOptions, Runs } from './contract';
export { startSandbox, type Sandbox, type SandboxConnection, type SandboxOptions } from './sandbox';
export { KeyError } from './connections/connection-key';
export { KeptConnections, type KeptConnection } from './connections/kept-connections';
export { OwnNights, type KeptNight, type OwnNight } from './connections/own-nights';
export { openTextSeal, type TextSeal } from './connections/text-seal';
export { readHoldings, type Part, type PersonHoldings } from './holdings/read-holdings';
export { readLicences, type HeldLicence } from './holdings/read-licences';
export { LookUpRefused, type LookUpRequest } from './execution/look-up';
export { identityOf, type Identity } from './schedule/identity';
export { localTime, planNote, planTime, type PlannedTime } from './schedule/plan-time';
export { parseWallTime, resolveWallTime } from './schedule/wall-time';
export { zoneNamed } from './schedule/zone';
export type { ScheduleChange } from './schedule/change-schedule';
export { scheduleVersion } from './schedule/schedule-version';
export { ScheduleError, type ScheduleProblem } from './schedule/schedule-error';
export type { PlannedPerson } from './schedule/planned-person';
export type { AddRequest } from './schedule/scheduled-lists';
export type { NewOnList, PutResult } from './schedule/put-on-list';
export type { ScheduleListRequest } from './schedule/schedule-list';
export type { ScheduleRequest } from './schedule/schedule-offboarding';
export type { ScheduleEvent, ScheduleListener } from './schedule/schedule-event';
export {
	scheduleJson,
	type Schedule,
	type ScheduleJson,
	type ScheduleState,
} from './schedule/schedule-record';
export { Scheduler, type SchedulerOptions } from './schedule/scheduler';
export { Schedules, type NewSchedule } from './schedule/schedules';
export { checkApart } from './verify/apart/check-apart';
export { capital, paragraphOf } from './verify/paragraph';
export { nightlySync, ownNights, type NightlySyncParts } from './schedule/nightly-sync';
export { nextNight, nightTime, type NightTime } from './schedule/night-time';
export { SLOTS, type SlotHandlers, type SlotName, type SlotTimes } from './schedule/slots';
export { startTicker, type Ticker } from './schedule/ticker';
export { checkPdf, type CheckPdfOptions } from './verify/pdf';
export type { Finding, Verdict } from './verify/verdict';
export { lockOutOf, type LockOut } from './words/lock-out';
export { timingOf, type Timing } from '../nodes/shared/record/facts/timing';
export { cellsOf, wordOf, type Cell, type MarksByKey } from './words/marks';
export { countSentence, openSteps, outcomesOf } from './words/run-counts';
export { isUnseen, runWords, statusWords } from './words/run-words';
