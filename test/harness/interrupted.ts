import type { RunJson } from '../../runner';

/**
 * What a run that was killed and gone on with says that it should not: only where the answer itself was lost with the
 * process may a person have to look at a device, or may the record say of a thing that it is gone and not who took it
 * away.
 *
 * @returns one line a step, none when all is as it should be
 */
export function openAfterKill({ steps }: RunJson): readonly string[] {
	return steps.flatMap(({ key, status, items }) => {
		if (status === 'done') return [];
		if (status === 'unknown' && key === 'wipeDevices') return [];
		const interrupted = items.filter(({ reason }) =>
			/when this run was interrupted/.test(reason ?? ''),
		);
		return status === 'skipped' && interrupted.length > 0 ? [] : [`${key} ${status}`];
	});
}
