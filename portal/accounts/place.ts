/** Where a request comes from, to count by: a household has a whole /64 of IPv6 addresses. */
export const placeOf = (ip: string): string =>
	ip.includes(':') ? ip.split(':').slice(0, 4).join(':') : ip;
