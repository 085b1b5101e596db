import { randomUUID } from 'node:crypto';
import express, { type Express } from 'express';
import { rateLimit } from 'express-rate-limit';
import { pinoHttp } from 'pino-http';
import { addAccountRoutes } from './accounts/routes';
import { visitorOf } from './accounts/sessions';
import { addApprovalRoutes } from './approvals/routes';
import { addAuditRoutes } from './audit/routes';
import { addAutomationRoutes } from './automations/routes';
import type { BillingWorker } from './billing/mirror/worker';
import { addBillingRoutes } from './billing/routes';
import { addBulkRoutes } from './bulks/routes';
import { addConnectionRoutes } from './connection/routes';
import type { ConnectionParts } from './connection/connection-parts';
import { addConsentRoutes } from './connection/consent/routes';
import { addConnectionSettings } from './connection/settings-routes';
import { addDashboardRoutes } from './dashboard/routes';
import { addEmployeeRoutes } from './employees/routes';
import { addHealthRoutes } from './health/routes';
import { addHelpRoutes } from './help/routes';
import { assets } from './http/assets';
import { chromeOf } from './http/chrome';
import { addDeletionRoutes } from './deletion/routes';
import { addExportRoutes } from './export/routes';
import { errorPages, unknownPage } from './http/error-pages';
import { originCheck } from './http/origin-check';
import { Routes, type DeclaredRoute } from './http/routes';
import { keepNowhere, securityHeaders } from './http/security-headers';
import type { Metrics } from './metrics/metrics';
import { addFollowUpRoutes } from './offboardings/follow-up-routes';
import { addOffboardingRoutes } from './offboardings/routes';
import { addAddendaRoutes } from './reports/addenda-routes';
import { addReportRoutes } from './reports/routes';
import { addMailChoiceRoutes } from './mail-choices/routes';
import { addLicenceRoutes } from './licences/routes';
import { addOutboxRoutes } from './mail/routes';
import type { LiveFeeds } from './live/live-feeds';
import { addLiveRoutes } from './live/routes';
import { addRetryRoutes } from './retry/routes';
import { addWizardRoutes } from './organisations/routes';
import { addSavedViewRoutes } from './saved-views/routes';
import { addScheduleRoutes } from './schedules/routes';
import { addSearchRoutes } from './search/routes';
import { addTeamRoutes } from './team/routes';
import { addUndoRoutes } from './undo/routes';
import { addVerifyRoutes } from './verify/routes';
import { addTemplateRoutes } from './templates/routes';

/** The portal as an Express app, and the routes it declares. */
export interface PortalApp {
	readonly app: Express;
	readonly routes: readonly DeclaredRoute[];
	/** See `Routes.settled`. */
	readonly settled: (mostMs: number) => Promise<void>;
}

/** What features work with, and what works behind them. */
export interface AppParts extends ConnectionParts {
	readonly billing: Pick<BillingWorker, 'wake'>;
}

const BODY_LIMIT = '100kb';

/** Puts the portal together. Everything it works with comes in; it starts nothing. */
export function createApp(
	parts: AppParts,
	live: LiveFeeds,
	metrics: Metrics | null = null,
): PortalApp {
	const { services } = parts;
	const app = express();
	app.disable('x-powered-by');
	app.set('trust proxy', services.config.trustedProxies);
	app.set('query parser', 'simple');
	if (metrics) app.use(metrics.middleware);
	app.use(
		pinoHttp({
			logger: services.log,
			genReqId: () => randomUUID(),
			autoLogging: false,
			// The request itself is never handed to the log: its redaction would change the headers we read.
			quietReqLogger: true,
		}),
	);
	const payPages = services.stripe?.pageOrigins ?? [];
	app.use(securityHeaders(services.config, parts.consentApp?.loginBaseUrl, payPages));
	app.use(assets());
	app.use(keepNowhere, originCheck(), allowedMethods);
	app.use('/auth', perPlace());
	app.use(express.urlencoded({ extended: false, limit: BODY_LIMIT, parameterLimit: 200 }));
	const routes = allRoutes(parts, live);
	app.use(routes.router);
	app.use(unknownPage);
	app.use(errorPages(services.log));
	return { app, routes: routes.declared, settled: (mostMs) => routes.settled(mostMs) };
}

function allRoutes(parts: AppParts, live: LiveFeeds): Routes {
	const { services } = parts;
	const routes = new Routes(
		(request) => visitorOf(services, request),
		(request, visitor) => chromeOf(services, request, visitor),
	);
	addHealthRoutes(routes, services);
	addDashboardRoutes(routes, parts);
	addAccountRoutes(routes, services);
	addMailChoiceRoutes(routes, services);
	addWizardRoutes(routes, services);
	addConnectionRoutes(routes, parts);
	addConsentRoutes(routes, parts);
	addConnectionSettings(routes, parts);
	addEmployeeRoutes(routes, parts);
	addOffboardingRoutes(routes, parts);
	addScheduleRoutes(routes, services);
	addBulkRoutes(routes, services);
	addLiveRoutes(routes, services, live);
	addFollowUpRoutes(routes, services);
	addRetryRoutes(routes, services);
	addUndoRoutes(routes, services);
	addApprovalRoutes(routes, services);
	addTemplateRoutes(routes, services);
	addReportRoutes(routes, services);
	addVerifyRoutes(routes, services);
	addAddendaRoutes(routes, services);
	addAuditRoutes(routes, services);
	addAutomationRoutes(routes, services);
	addSearchRoutes(routes, services);
	addSavedViewRoutes(routes, services);
	addHelpRoutes(routes);
	addExportRoutes(routes, services);
	addDeletionRoutes(routes, services);
	addLicenceRoutes(routes, services);
	addTeamRoutes(routes, services);
	addBillingRoutes(routes, services, parts.billing);
	addOutboxRoutes(routes, services);
	return routes;
}

const KNOWN_METHODS = new Set(['GET', 'HEAD', 'POST']);

const allowedMethods: express.RequestHandler = (request, response, next) => {
	if (KNOWN_METHODS.has(request.method)) return next();
	response.status(405).set('Allow', 'GET, HEAD, POST').end();
};

/** Passwords, sign-ups and mails of one place: many enough for an office, too few for a machine. */
function perPlace(): express.RequestHandler {
	return rateLimit({
		windowMs: 15 * 60_000,
		limit: 100,
		standardHeaders: 'draft-8',
		legacyHeaders: false,
		skip: (request) => request.method === 'GET',
	});
}
