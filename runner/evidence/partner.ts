/** The Microsoft partner that stands on records. */
export interface Partner {
	readonly name: string;
	/** Their id in Microsoft's partner programme. */
	readonly mpn: string;
}

/** What is set cannot be printed. One line, for people. */
export class PartnerSettingsError extends Error {
	override readonly name = 'PartnerSettingsError';
}

/** It becomes a parameter of a node, where a leading `=` would make it an expression. */
const NAME = /^(?!=)[^\p{Cc}\p{Cf}]{1,100}$/u;
const MPN = /^\d{4,12}$/;

/**
 * `OFFBOARDIQ_PARTNER_NAME` and `OFFBOARDIQ_PARTNER_MPN`: who this installation is to Microsoft. Printed as they are
 * given; nobody is called a partner who has not said so.
 *
 * @returns null where neither is set
 * @throws PartnerSettingsError where one is missing, or can't be one
 */
export function partnerIn(environment: NodeJS.ProcessEnv): Partner | null {
	const name = (environment['OFFBOARDIQ_PARTNER_NAME'] ?? '').trim();
	const mpn = (environment['OFFBOARDIQ_PARTNER_MPN'] ?? '').trim();
	if (name === '' && mpn === '') return null;
	if (!NAME.test(name)) {
		const says = 'the name of the Microsoft partner, on one line, at most 100 characters';
		throw new PartnerSettingsError(`Set OFFBOARDIQ_PARTNER_NAME to ${says}.`);
	}
	if (MPN.test(mpn)) return { name, mpn };
	throw new PartnerSettingsError('Set OFFBOARDIQ_PARTNER_MPN to the partner ID: 4 to 12 digits.');
}
