import type { LockOut } from '../words/lock-out';
import { strong, tint, type Output } from './output';
import { shapeOf } from './strip';

/** The lock-out on one line. */
export function lockOutLine(
	{ mark, sentence }: LockOut,
	simulated: boolean,
	output: Output,
): string {
	return `${tint(output, mark, shapeOf(mark, simulated))} ${strong(output, sentence)}`;
}
