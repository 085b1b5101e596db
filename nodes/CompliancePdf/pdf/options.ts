/** What a record needs besides the offboarding itself. */
export interface PdfOptions {
	/** When this document is made. Given, not read from the clock: the same input makes the same bytes. */
	readonly generatedAt: Date;
	readonly product: { readonly name: string; readonly version: string };
	/** The Microsoft partner as configured. Printed only when given. */
	readonly partner?: { readonly name: string; readonly mpn: string };
	/** A folder that holds the font files, when they are not in their usual place. */
	readonly fontFolder?: string;
}
