import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import type { GraphConnection } from '../../nodes/shared/graph/connection';
import { SIGNING_CREDENTIAL } from '../../nodes/shared/evidence/signingCredential';
import { EngineError } from './errors';
import type { N8n } from './n8n';

const GRAPH_CREDENTIAL = 'offboardGraphApi';

/** The fields of the credential that signs records. @throws with the reason, in one line, when there is none to use */
export type SigningFields = () => Promise<ICredentialDataDecryptedObject>;

/**
 * The credentials of one run: the connection it was started with, what signs its record, and nothing else. Which id a
 * node names does not matter, so no workflow can reach another connection.
 */
export function credentialsOf(
	n8n: N8n,
	connection: GraphConnection,
	types: ReadonlyMap<string, ICredentialType>,
	signing: SigningFields | null = null,
): ICredentialsHelper {
	const data = credentialData(connection);
	class OneConnection extends n8n.workflow.ICredentialsHelper {
		getParentTypes(): string[] {
			return [];
		}

		isCredentialUsableByNode(type: string): boolean {
			return type === GRAPH_CREDENTIAL || (type === SIGNING_CREDENTIAL && signing !== null);
		}

		async getDecrypted(
			_additional: unknown,
			_node: unknown,
			type: string,
		): Promise<ICredentialDataDecryptedObject> {
			if (type === SIGNING_CREDENTIAL && signing !== null) return await signing();
			if (type !== GRAPH_CREDENTIAL) await notHere(null, type);
			return { ...data };
		}

		async preAuthentication(): Promise<undefined> {
			return undefined;
		}

		async runPreAuthentication(): Promise<undefined> {
			return undefined;
		}

		// n8n would sign requests, store tokens or hand out raw credentials with these. Our nodes do their own.
		authenticate = notHere;
		getCredentials = notHere;
		updateCredentials = notHere;
		updateCredentialsOauthTokenData = notHere;

		getCredentialsProperties(type: string): INodeProperties[] {
			return types.get(type)?.properties ?? [];
		}
	}
	return new OneConnection();
}

function credentialData(connection: GraphConnection): ICredentialDataDecryptedObject {
	const { credential } = connection;
	const isSecret = credential.kind === 'secret';
	return {
		tenantId: connection.tenantId,
		clientId: connection.clientId,
		authentication: isSecret ? 'clientSecret' : 'certificate',
		clientSecret: isSecret ? credential.clientSecret : '',
		certificate: isSecret ? '' : credential.certificate,
		privateKey: isSecret ? '' : credential.privateKey,
		cloud: connection.cloud,
		graphBaseUrl: connection.graphBaseUrl,
		loginBaseUrl: connection.loginBaseUrl,
	};
}

async function notHere(_what: unknown, type: string): Promise<never> {
	throw new EngineError(`The credential type ${type} is not available in this run.`);
}
