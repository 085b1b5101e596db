import type { SignedInCall } from '../http/call';

/** Who does something, as the audit log and records name them. */
export const actorOf = ({ visitor }: SignedInCall): string => `${visitor.name} <${visitor.email}>`;
