/**
 * The one door to what undoes the steps, for whoever has no n8n: each is kept beside the step whose doing it undoes, and
 * knows how that did it.
 */
export { undoDisable } from '../../DisableAccount/undoDisable';
export { undoForward } from '../../ForwardEmail/undoForward';
export { undoGroups } from '../../RemoveFromTeamsAndGroups/undoGroups';
export { undoReply } from '../../SetOutOfOffice/undoReply';
