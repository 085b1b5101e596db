/** The only road to Microsoft Graph: everything else of the product comes in through here. */
export type { GraphCall } from './call';
export { createGraphClient, GraphClient, type GraphClientOptions } from './client';
export { systemClock, type Clock } from './clock';
export { CLOUDS, type CloudName } from './clouds';
export {
	ConnectionError,
	parseConnection,
	referenceBaseOf,
	type GraphConnection,
} from './connection';
export type { EffectClass } from './effect';
export { GraphFailure } from './failure';
export { graphPath, odataText, type GraphPath } from './path';
export { fieldsOf, flagOf, listOf, textOf, textsOf, typeOf, type Fields } from './read';
export { isCode, sameId } from './same';
export type { GraphAnswer, GraphRequest, GraphResult } from './request';
export type { Wait } from './wait';
