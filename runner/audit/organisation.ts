/** Until there is a portal, a data folder belongs to one organisation. */
export const ORGANISATION = 'local';
