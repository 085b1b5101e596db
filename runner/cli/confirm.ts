import { createInterface } from 'node:readline/promises';
import { plain } from '../terminal/text';

/** So many are offboarded without a question. */
export const WITHOUT_QUESTION = 5;

/**
 * Asks before many people are offboarded at once: whoever goes on types how many. Only on a terminal; a script has
 * decided already.
 *
 * @returns false when something else was typed
 */
export async function confirmMany(count: number, tenant: string): Promise<boolean> {
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	try {
		const answer = await lines.question(
			`${count} people are about to be offboarded in tenant ${plain(tenant)}. Company devices are wiped.\nType ${count} to go on: `,
		);
		return answer.trim() === String(count);
	} finally {
		lines.close();
	}
}
