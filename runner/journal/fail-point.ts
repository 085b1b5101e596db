/** How many boundaries this process has crossed. */
let crossed = 0;
const dieAt = Number(process.env['OFFBOARDIQ_DIE_AT'] ?? Number.NaN);

/**
 * A place where a crash must do no harm: before or after something is written down or sent. Tests kill the process at
 * each of them in turn, through the number of the place in OFFBOARDIQ_DIE_AT; without it this does nothing.
 */
export function failPoint(): void {
	crossed += 1;
	if (crossed === dieAt) process.kill(process.pid, 'SIGKILL');
}
