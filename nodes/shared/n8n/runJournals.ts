import type { RunJournal } from '../step/stepJournal';

const KEY = Symbol.for('n8n-nodes-offboardiq.run-journals');

/**
 * The journals of the runs under way in this process, by execution id. n8n hands nodes no object of their host's, so
 * the hosted runner leaves its journal here before it starts a run, and the nodes look it up. In a self-hosted n8n
 * nobody leaves one. It hangs on the process, not on this module: the runner and the pack it loads may each have their
 * own copy of the module.
 */
function journals(): Map<string, RunJournal> {
	const host = globalThis as { [KEY]?: Map<string, RunJournal> };
	host[KEY] ??= new Map();
	return host[KEY];
}

/** Makes a journal known to the nodes of one execution. @returns what takes it away again */
export function offerJournal(executionId: string, journal: RunJournal): () => void {
	if (journals().has(executionId)) {
		throw new Error(`The run ${executionId} is under way in this process already.`);
	}
	journals().set(executionId, journal);
	return () => void journals().delete(executionId);
}

/** The journal of an execution, or null: nobody keeps one. */
export function journalOf(executionId: string): RunJournal | null {
	return journals().get(executionId) ?? null;
}
