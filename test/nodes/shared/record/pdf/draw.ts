import { drawCompliancePdf, type PdfOptions } from '../../../../../nodes/shared/record/pdf/index';
import type { Offboarding } from '../../../../../nodes/shared/step/offboarding';

export const GENERATED_AT = new Date('2026-11-20T17:06:02.000Z');

/** Draws with what every test has in common. */
export async function draw(
	offboarding: Offboarding,
	options: Partial<PdfOptions> = {},
): Promise<Buffer> {
	return await drawCompliancePdf(offboarding, {
		generatedAt: GENERATED_AT,
		product: { name: 'OffboardIQ', version: '9.8.7' },
		...options,
	});
}
