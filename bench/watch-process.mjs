// Loaded into a process that is measured (`node --import`): what it took is written as JSON when it ends.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
// Loading modules blocks the loop as well, and says nothing about the work.
setTimeout(() => delay.reset(), 500).unref();

process.on('exit', () => {
	const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
	const figures = {
		rssMib: maxRSS / 1_024,
		cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
		delayP99Ms: delay.percentile(99) / 1e6,
		delayMaxMs: delay.max / 1e6,
	};
	writeFileSync(process.env.BENCH_FIGURES, JSON.stringify(figures));
});
