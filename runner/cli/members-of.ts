import type { BulkMember } from '../bulk/bulk-record';
import { CommandError } from './command-error';
import { distinct, MOST_USERS, readUserList } from './user-list';

/**
 * Everybody a command names, once each: as words, or by `--list`.
 *
 * @throws CommandError in one line; what was passed over is said on stderr
 */
export async function membersOf(
	users: readonly string[],
	{ list, manager }: { readonly list?: string; readonly manager?: string },
): Promise<readonly BulkMember[]> {
	const forAll = manager === undefined ? null : named(manager, '--manager');
	if (list === undefined) {
		if (users.length === 0) throw new CommandError('Nobody was named. Give USER, or --list FILE.');
		if (users.length > MOST_USERS) {
			throw new CommandError(`Take at most ${MOST_USERS} people at a time.`);
		}
		const entries = users.map((user) => ({ user: named(user, 'USER'), manager: forAll }));
		return distinct(entries);
	}
	if (users.length > 0) throw new CommandError('Give either USER or --list FILE, not both.');
	const { members, remarks } = await readUserList(named(list, '--list'));
	for (const remark of remarks) process.stderr.write(`${remark}\n`);
	return members.map((member) => ({ ...member, manager: member.manager ?? forAll }));
}

function named(value: string, what: string): string {
	if (value.trim() !== '') return value.trim();
	throw new CommandError(`${what} is empty. Give an object id or a user principal name.`);
}
