/** What was to begin longer ago than this begins by nobody's word but a person's, milliseconds. */
export const MOST_LATE_MS = 24 * 3_600_000;
