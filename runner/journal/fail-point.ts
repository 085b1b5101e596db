import { appendFileSync } from 'node:fs';

/** How many places this process has crossed. */
let crossed = 0;
const dieAt = Number(process.env['OFFBOARDIQ_DIE_AT'] ?? Number.NaN);
const record = process.env['OFFBOARDIQ_PLACES'] ?? '';

/**
 * A place where a crash must do no harm: before or after something is written down or sent. Tests kill the process at
 * each of them in turn, through the number of the place in OFFBOARDIQ_DIE_AT; OFFBOARDIQ_PLACES names a file that a
 * process adds a line to at each place it comes to, `NUMBER NAME`. Without the two this does nothing.
 *
 * @param name what was or is about to be written down
 */
export function failPoint(name: string): void {
	crossed += 1;
	if (record !== '') appendFileSync(record, `${crossed} ${name}\n`);
	if (crossed === dieAt) process.kill(process.pid, 'SIGKILL');
}

/** An entry of the journal between two such places: a crash right before it and right after it must do no harm. */
export async function between<T>(name: string, write: () => Promise<T>): Promise<T> {
	failPoint(`before ${name}`);
	const result = await write();
	failPoint(`after ${name}`);
	return result;
}
