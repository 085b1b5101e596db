import { createServer, type Server } from 'node:http';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import helmet from 'helmet';
import { isLoopbackHost } from '../../../runner';
import { assets } from '../../http/assets';
import { draw } from '../../http/views';
import { listen } from '../../http/listen';
import { originCheck } from '../../http/origin-check';
import { keepNowhere } from '../../http/security-headers';
import { answerApi, type TextRequest } from './answer-api';
import type { Sim } from './bills';
import { deskPages } from './desk';
import { deskActs } from './desk-acts';
import { hostedPages } from './pages';
import { SimError } from './sim-error';
import { State, type WebhookFaults } from './state';
import { Webhooks, type Endpoint } from './webhooks';

/** What a simulated Stripe is started with. */
export interface SimulatedStripeOptions {
	readonly secretKey: string;
	readonly environment: NodeJS.ProcessEnv;
	/** Where its webhooks go; null: nowhere. */
	readonly webhook: Endpoint | null;
	/** Where people come back to. */
	readonly portalUrl: string;
	/** What it keeps over a restart; null: nothing. */
	readonly stateFile: string | null;
	readonly logFile: string | null;
	readonly now: () => Date;
}

/** A simulated Stripe that answers on this machine. */
export interface SimulatedStripe {
	readonly url: string;
	readonly port: number;
	readonly faults: WebhookFaults;
	/** When every webhook has arrived or was given up. */
	settled(): Promise<void>;
	close(): Promise<void>;
}

/**
 * Starts a Stripe of our own: stateful, on this machine only, with no money in it.
 *
 * @throws Error in one line where somebody could take it for the real one: with a live key, or in production
 */
export async function startSimulatedStripe(
	options: SimulatedStripeOptions,
): Promise<SimulatedStripe> {
	refuseInEarnest(options);
	const server = createServer();
	const port = await listen(server, 0, '127.0.0.1');
	const url = `http://127.0.0.1:${port}`;
	const state = new State(options.stateFile, options.now);
	const webhooks = new Webhooks(state, options.webhook);
	const sim: Sim = { state, webhooks, pages: url };
	server.on('request', appOf(sim, options));
	return {
		...{ url, port, faults: state.kept.faults },
		settled: () => webhooks.settled(),
		close: async () => {
			await webhooks.stop();
			await closed(server);
		},
	};
}

function refuseInEarnest({ secretKey, environment }: SimulatedStripeOptions): void {
	if (/^(sk|rk)_live_/.test(secretKey)) {
		throw new Error('The simulated Stripe does not start with a live key.');
	}
	if (environment.NODE_ENV === 'production') {
		throw new Error('The simulated Stripe does not start in production.');
	}
}

function appOf(sim: Sim, { secretKey, logFile, portalUrl }: SimulatedStripeOptions) {
	const app = express();
	app.disable('x-powered-by');
	app.set('query parser', 'extended');
	app.use(onlyHere, headers(portalUrl), assets(), keepNowhere, originCheck());
	app.use(
		express.urlencoded({
			...{ extended: true, depth: 20, limit: '100kb' },
			verify: (request, _response, bytes) => {
				(request as TextRequest).bodyText = bytes.toString('utf8');
			},
		}),
	);
	app.use('/v1', answerApi(sim, { secretKey, logFile }));
	app.use((request, response, next) => {
		// What somebody did on a page is kept and told of as what the API did.
		response.on('finish', () => {
			if (request.method !== 'POST') return;
			sim.state.save();
			sim.webhooks.flush();
		});
		next();
	});
	app.use(deskPages(sim), deskActs(sim), hostedPages(sim), errors);
	return app;
}

/** A name of somebody else's that leads to this machine is no way in: there is no login to stop it. */
const onlyHere: RequestHandler = (request, response, next) => {
	if (isLoopbackHost(request.hostname)) return next();
	response.status(404).end();
};

const errors: ErrorRequestHandler = (error, _request, response, _next) => {
	const isKnown = error instanceof SimError;
	const says = isKnown ? error.message : 'Something broke in the simulated Stripe.';
	response
		.status(isKnown ? error.status : 500)
		.type('html')
		.send(draw('billing/simulated-stripe/views/error', { title: 'Not possible', says }));
};

const headers = (portalUrl: string) =>
	helmet({
		contentSecurityPolicy: {
			useDefaults: false,
			directives: {
				defaultSrc: ["'none'"],
				...{ styleSrc: ["'self'"], imgSrc: ["'self'"], fontSrc: ["'self'"] },
				formAction: ["'self'", new URL(portalUrl).origin],
				...{ frameAncestors: ["'none'"], baseUri: ["'none'"] },
			},
		},
		strictTransportSecurity: false,
	});

async function closed(server: Server): Promise<void> {
	server.closeAllConnections();
	await new Promise<void>((resolve) => server.close(() => resolve()));
}
