/** What an organisation says that it pays for one licence of a product a month. */
export interface LicencePriceRow {
	organisation_id: string;
	/** What Microsoft calls the product, such as `SPE_E5`. */
	sku: string;
	/** In hundredths of the currency, whatever its smallest coin is. */
	hundredths: number;
	/** ISO 4217. The same for all of an organisation. */
	currency: string;
	changed_at: string;
}

export interface LicenceSchema {
	licence_price: LicencePriceRow;
}
