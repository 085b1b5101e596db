import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IExecuteFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { SIGNING_CREDENTIAL, signingCredentialOf } from '../shared/evidence/signingCredential';
import { SigningError } from '../shared/evidence/signingError';
import { pem } from '../shared/n8n/pem';
import type { SigningWish } from '../shared/record/making/job';

/** What a node is to sign with. A credential that can't be read is a wish that can't be fulfilled, not an error. */
export async function signingWishOf(
	node: IExecuteFunctions,
	itemIndex: number,
): Promise<SigningWish> {
	if (!node.getNode().credentials?.[SIGNING_CREDENTIAL]) return { kind: 'none' };
	try {
		const fields = await node.getCredentials(SIGNING_CREDENTIAL, itemIndex);
		return { kind: 'credential', credential: signingCredentialOf(withLineEnds(fields)) };
	} catch (error) {
		const message = error instanceof Error ? error.message.split('\n')[0] : '';
		return { kind: 'impossible', reason: message || 'The signing credential could not be read.' };
	}
}

function withLineEnds(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const { privateKey, certificates } = fields;
	return { ...fields, privateKey: pem(privateKey), certificates: pem(certificates) };
}

/** n8n's "test connection": opens the key. The time-stamp authority is not asked: it may cost money. */
export async function testSigningCredential(
	this: ICredentialTestFunctions,
	{ data }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const credential = signingCredentialOf(withLineEnds(data ?? {}));
		const { pdfSignerFor } = await import('../shared/evidence/pdfSigner.js');
		const { facts } = pdfSignerFor(credential, new Date());
		return { status: 'OK', message: `Records are signed by ${facts.subject}.` };
	} catch (error) {
		if (error instanceof SigningError) return { status: 'Error', message: error.message };
		return { status: 'Error', message: 'The key could not be tried.' };
	}
}
