/**
 * The only file of the pack that names Microsoft's SDKs. The build bundles it with both of them into one file, so that
 * the published pack needs no dependency of its own (docs/adr/0002).
 */
export { ConfidentialClientApplication } from '@azure/msal-node';
export type {
	Configuration,
	INetworkModule,
	NetworkRequestOptions,
	NetworkResponse,
} from '@azure/msal-node';
export { Client, ResponseType } from '@microsoft/microsoft-graph-client';
export type { Context, Middleware, MiddlewareOptions } from '@microsoft/microsoft-graph-client';
