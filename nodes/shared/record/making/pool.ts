import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Crew, type Hand } from './crew';
import type { MadeRecord, RecordJob } from './job';

/** Beside the compiled code only: whoever runs from the sources draws in this thread. */
const WORKER_FILE = join(__dirname, 'worker.js');
/** The thread that runs offboardings keeps a core of its own; each worker holds its own fonts, so there are few. */
const MOST_WORKERS = Math.max(1, Math.min(4, availableParallelism() - 1));

let crew: Crew | null = null;
/** Set for good once a thread could not be started: a host that forbids it today forbids it in a minute. */
let isForbidden = !existsSync(WORKER_FILE);

/**
 * Makes a record in a worker thread, so that offboardings under way do not stand still while one is drawn. Where
 * threads are not allowed, or one breaks, it is made in this one.
 *
 * @throws Error in one line when the record can't be drawn
 */
export async function makeInBackground(job: RecordJob): Promise<MadeRecord> {
	if (isForbidden) return await makeHere(job);
	crew ??= new Crew(WORKER_FILE, MOST_WORKERS, () => {
		isForbidden = true;
	});
	const { signing, ...work } = job;
	const wish: Hand['signing'] =
		signing.kind === 'credential' ? { ...signing, name: nameOf(signing.credential) } : signing;
	const made = await crew.make({ job: work, signing: wish });
	return made ?? (await makeHere(job));
}

/** Loaded when needed: fonts and ciphers are of no use to a thread that lets others draw. */
async function makeHere({ signing, ...job }: RecordJob): Promise<MadeRecord> {
	const [{ makeRecord }, { Signers }] = await Promise.all([
		import('./make.js'),
		import('./signers.js'),
	]);
	if (signing.kind !== 'credential') {
		return await makeRecord(job, signing.kind === 'none' ? null : signing);
	}
	here ??= new Signers();
	const name = nameOf(signing.credential);
	return await makeRecord(job, here.get(name) ?? here.add(name, signing.credential));
}

let here: import('./signers').Signers | null = null;

/** Says which key it is, without telling anything about it. */
function nameOf(credential: object): string {
	return createHash('sha256').update(JSON.stringify(credential)).digest('hex');
}
