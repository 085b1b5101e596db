import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Runner } from '../contract';
import { openRunner } from '../runner';
import { nextNight, nightTime, type NightTime } from '../schedule/night-time';
import { nightlySync, ownNights } from '../schedule/nightly-sync';
import type { ScheduleListener } from '../schedule/schedule-event';
import { scheduleJson } from '../schedule/schedule-record';
import type { Scheduler } from '../schedule/scheduler';
import { startTicker } from '../schedule/ticker';
import { scheduleListLines } from '../terminal/schedule-lines';
import { SchedulerLines } from '../terminal/scheduler-lines';
import type { SchedulerLine } from '../terminal/scheduler-line';
import { CommandError } from './command-error';
import { warnUnsigned } from './evidence-command';
import type { ExitCode } from './exit-code';
import { usableFolder } from './folders';
import { untilSignal } from './interrupt';
import type { PortalDoor, StartPortal } from './portal-door';
import { recheckHours } from './recheck-hours';
import { tightenHeap } from './tight-heap';

/** The options of `start`, as typed. */
export interface StartOptions {
	readonly evidenceP12?: string;
	readonly role: string;
	readonly data: string;
	/** Of the portal; 0 for any free one. */
	readonly port: number;
	readonly out?: string;
	readonly concurrency?: number;
	readonly syncAt: string;
	readonly recheckAfter: string;
	readonly zone?: string;
	readonly json?: boolean;
}

/** How long requests under way may still take when it is told to stop; what is left then goes on with the next start. */
const GRACE_MS = 5_000;
/** So many of what is to come are shown at the start. */
const SHOWN = 10;

/** What the roles of `start` open. */
const ROLES = {
	all: { portal: true, runner: true },
	portal: { portal: true, runner: false },
	runner: { portal: false, runner: true },
} as const;

/**
 * `offboardiq start`: opens the portal, and fires what is due and works it off, until it is told to stop.
 *
 * @param portal null in an installation without one
 */
export async function startCommand(
	options: StartOptions,
	portal: PortalDoor | null,
): Promise<ExitCode> {
	const role = Object.hasOwn(ROLES, options.role)
		? ROLES[options.role as keyof typeof ROLES]
		: null;
	if (role === null) throw new CommandError('--role is all, portal or runner.');
	if (role.portal && portal === null) {
		throw new CommandError('There is no portal in this installation. Use --role runner.');
	}
	const night = options.syncAt === 'off' ? null : nightTime(options.syncAt, options.zone);
	recheckHours(options.recheckAfter);
	tightenHeap();
	const stopped = untilSignal();
	const dataFolder = await usableFolder(options.data, '--data');
	const print = printer(options.json === true);
	const forget = portal?.forgetPeople ?? null;
	const runner = await openRunner({ dataFolder, evidenceP12: options.evidenceP12, forget });
	const parts: Open[] = [];
	let isOver = false;
	try {
		// Before anything is due: a wrong key must not be found out on the day.
		await runner.connections.check();
		await warnUnsigned(runner);
		if (role.portal && portal !== null) {
			parts.push(await openPortal(portal.startPortal, runner, dataFolder, options.port, print));
		}
		if (role.runner) parts.push(await openScheduler(runner, dataFolder, options, night, print));
		await stopped;
		const ends = await Promise.all(parts.map((part) => part.stop()));
		isOver = ends.every((end) => end);
	} finally {
		// A request that hangs still needs the database; the process ends without waiting for it.
		if (isOver || parts.length === 0) await runner.close();
	}
	return 0;
}

/** Something that runs until it is stopped. */
interface Open {
	/** @returns whether everything of it has stopped */
	stop(): Promise<boolean>;
}

async function openPortal(
	startPortal: StartPortal,
	runner: Runner,
	dataFolder: string,
	port: number,
	print: Print,
): Promise<Open> {
	const portal = await startPortal({ runner, dataFolder, port });
	print({
		text: `OffboardIQ is open at ${portal.url}. Create an account there; the rehearsal tenant is one click away.`,
		json: { event: 'portal', url: portal.url },
	});
	return {
		stop: async () => {
			await portal.close();
			return true;
		},
	};
}

async function openScheduler(
	runner: Runner,
	dataFolder: string,
	options: StartOptions,
	night: NightTime | null,
	print: Print,
): Promise<Open> {
	const reportFolder = await usableFolder(options.out ?? join(dataFolder, 'reports'), '--out');
	const lines = new SchedulerLines();
	const tell: ScheduleListener = (event) => print(lines.of(event));
	const scheduler = runner.scheduler({
		reportFolder,
		...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
		...nightly(runner, tell, night),
		recheckAfterHours: recheckHours(options.recheckAfter),
		listener: tell,
	});
	await scheduler.start();
	await greet(runner, dataFolder, print);
	const ticker = await startTicker(() => void scheduler.tick());
	return {
		stop: async () => {
			const isOver = await stop(scheduler, print);
			await ticker.stop();
			return isOver || scheduler.underWay === 0;
		},
	};
}

/** The people of every kept connection, once a night; those with a night of their own also where others have none. */
function nightly(runner: Runner, tell: ScheduleListener, night: NightTime | null) {
	const { connections, directory, nights } = runner;
	const parts = { connections, directory, nights, tell };
	const own = { ownNights: ownNights(parts) };
	if (night === null) return { slots: own };
	return {
		slots: { ...own, directorySync: nightlySync(parts) },
		slotTimes: { directorySync: (after: Date) => nextNight(night, after) },
	};
}

type Print = (line: SchedulerLine | null) => void;

function printer(json: boolean): Print {
	return (line) => {
		if (line === null) return;
		const at = new Date().toISOString();
		const text = json ? JSON.stringify({ at, ...line.json }) : `${at.slice(0, 19)}Z  ${line.text}`;
		process.stdout.write(`${text}\n`);
	};
}

async function greet(runner: Runner, dataFolder: string, print: Print): Promise<void> {
	const [schedules, open] = await Promise.all([runner.schedules.list(), runner.abandoned()]);
	const toCome = schedules.filter(({ state }) => state === 'pending');
	const asked = schedules.filter(({ state }) => state === 'needs_confirmation');
	const counts = `${toCome.length} scheduled, ${asked.length} to be confirmed, ${open.length} interrupted or waiting`;
	print({
		text: `The runner works on ${dataFolder}. ${counts}. Ctrl-C stops it.`,
		json: {
			event: 'ready',
			...{ pending: toCome.length, toConfirm: asked.length, open: open.length },
			next: [...asked, ...toCome].slice(0, SHOWN).map(scheduleJson),
		},
	});
	for (const schedule of [...asked, ...toCome].slice(0, SHOWN)) {
		const text = scheduleListLines(schedule).join('\n');
		print({ text, json: { event: 'scheduled', schedule: scheduleJson(schedule) } });
	}
}

/** @returns whether everything has stopped */
async function stop(scheduler: Scheduler, print: Print): Promise<boolean> {
	const count = scheduler.underWay;
	const what = count === 0 ? '' : ` ${count} under way go on with the next start.`;
	print({ text: `Stopping.${what}`, json: { event: 'stopping', underWay: count } });
	const stopped = scheduler.stop().then(() => true);
	return await Promise.race([stopped, delay(GRACE_MS, false)]);
}
