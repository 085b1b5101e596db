import type { Visitor } from '../accounts/visitor';
import { actorOf } from '../audit/acts';
import type { MemberCall } from '../http/call';
import type { CaseFacts } from '../../runner';

/** Who asks for an offboarding, as its record names them. */
export interface Asker {
	readonly accountId: string;
	readonly name: string;
	readonly email: string;
	readonly role: string | null;
	/** How they proved who they are, in words. */
	readonly auth: string;
	/** The address they came from; null: not known. */
	readonly address: string | null;
}

export const askerOf = ({ visitor, request }: Pick<MemberCall, 'visitor' | 'request'>): Asker => ({
	...{ accountId: visitor.accountId, name: visitor.name, email: visitor.email },
	role: visitor.member?.role ?? null,
	auth: authOf(visitor),
	address: request.ip ?? null,
});

const authOf = ({ passedMfa, hasPassword }: Visitor): string =>
	passedMfa
		? 'signed in to the portal with a second factor'
		: hasPassword
			? 'signed in to the portal without a second factor'
			: 'signed in to the portal at Microsoft';

/** As a request of the runner has it. */
export const askedBy = ({ accountId, name, email }: Asker) => ({
	requestedBy: `${name} <${email}>`,
	actor: actorOf(accountId),
});

/** What the record says of whoever asked, beside what they said of the leaving. */
export function factsWith(asker: Asker, said: CaseFacts): CaseFacts {
	return {
		...said,
		...(asker.role === null ? {} : { requesterRole: asker.role }),
		requesterAuth: asker.auth,
		...(asker.address === null ? {} : { requesterAddress: asker.address }),
	};
}
