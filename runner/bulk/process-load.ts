import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { writersHeldMs } from '../database/writer-lock';

/** Which share of the time since it was last asked this process was busy: 0 to 1, and above for several writers. */
export type Load = () => number;

/** The load of this process, for one who asks: of its one thread, or of the one writer of its database. */
export function processLoad(): Load {
	let last: EventLoopUtilization = performance.eventLoopUtilization();
	let [lastHeld, lastAt] = [writersHeldMs(), performance.now()];
	return () => {
		const [now, held, at] = [
			performance.eventLoopUtilization(),
			writersHeldMs(),
			performance.now(),
		];
		const { utilization } = performance.eventLoopUtilization(now, last);
		const writing = (held - lastHeld) / Math.max(1, at - lastAt);
		[last, lastHeld, lastAt] = [now, held, at];
		return Math.max(utilization, writing);
	};
}
