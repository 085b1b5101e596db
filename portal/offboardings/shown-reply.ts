import { defaultReply } from '../../runner';
import type { Chosen } from './chosen';

/** The reply as whoever writes to the person will read it. */
export function replyOf(text: string, { person, manager }: Chosen) {
	const name = person.displayName ?? person.userPrincipalName ?? person.id;
	const boss = manager && {
		displayName: manager.displayName ?? manager.userPrincipalName ?? manager.id,
		...{ mail: manager.mail, accountEnabled: manager.accountEnabled },
	};
	const own = text.replace(/\r\n?/g, '\n').trim();
	return { text: own || defaultReply({ displayName: name }, boss), isOwn: own !== '' };
}
