import type { SendRefusal, StopCode } from '../../nodes/shared/graph/effectJournal';

/** Why a run may send nothing more. */
export const REFUSALS: Readonly<Record<StopCode, SendRefusal & { readonly code: StopCode }>> = {
	RunCancelled: { code: 'RunCancelled', message: 'The offboarding was cancelled.' },
	RunPaused: { code: 'RunPaused', message: 'The runner is shutting down; the run goes on later.' },
	LeaseLost: { code: 'LeaseLost', message: 'Another runner has taken the offboarding over.' },
	JournalLost: { code: 'JournalLost', message: 'The journal can not be written.' },
};

/** For a request whose own deadline passed while it waited for its turn. */
export const TIME_IS_UP: SendRefusal = {
	code: 'TimeIsUp',
	message: 'Not asked any more: the time for it was up.',
};
