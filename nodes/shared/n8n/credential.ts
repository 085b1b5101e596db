import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import {
	ConnectionError,
	createGraphClient,
	parseConnection,
	type GraphClient,
	type GraphClientOptions,
} from '../graph';
import { pem } from './pem';

/** The credential every node of the pack uses but the one that only draws. */
export const GRAPH_CREDENTIAL = 'offboardGraphApi';

/** The n8n credential's fields as a connection. Only the fields of the chosen kind count. */
function connectionFields(data: IDataObject): IDataObject {
	const { authentication, clientSecret, certificate, privateKey, ...rest } = data;
	return authentication === 'certificate'
		? { ...rest, certificate: pem(certificate), privateKey: pem(privateKey) }
		: { ...rest, clientSecret };
}

/** A Graph client for the credential of this node. @throws ConnectionError for a credential that can't be used */
export async function graphFor(
	context: IExecuteFunctions | ILoadOptionsFunctions,
	options: GraphClientOptions = {},
	itemIndex?: number,
): Promise<GraphClient> {
	const data = await context.getCredentials(GRAPH_CREDENTIAL, itemIndex);
	return createGraphClient(parseConnection(connectionFields(data)), options);
}

/** n8n's "test connection": signs in and asks Graph for nothing, so it needs no permission. */
export async function testGraphCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const connection = parseConnection(connectionFields(credential.data ?? {}));
		await createGraphClient(connection).signIn();
		return { status: 'OK', message: 'Signed in to Microsoft Entra.' };
	} catch (error) {
		if (error instanceof ConnectionError) return { status: 'Error', message: error.message };
		return { status: 'Error', message: 'The sign-in could not be tried.' };
	}
}
