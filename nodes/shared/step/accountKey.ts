const OBJECT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for an object id or something that can be a UPN; a name never picks somebody. */
export function isKey(text: string): boolean {
	return OBJECT_ID.test(text) || /^[^\s@/]+@[^\s@/]+$/.test(text);
}
