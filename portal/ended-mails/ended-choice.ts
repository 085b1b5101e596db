/** Of which offboardings that somebody asked for they get a mail at the end. */
export const CHOICES = {
	needs: 'Only where something is left to do',
	all: 'Always',
	none: 'Never',
} as const;

export type EndedMails = keyof typeof CHOICES;

/** A text from the database. */
export const choiceOf = (text: string): EndedMails =>
	text === 'all' || text === 'none' ? text : 'needs';
