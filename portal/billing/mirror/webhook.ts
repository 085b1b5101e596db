import express, { type Request, type Response } from 'express';
import type Stripe from 'stripe';
import type { Routes } from '../../http/routes';
import type { Services } from '../../services';
import { WEBHOOK_PATH } from '../stripe/open-stripe';
import type { StripeDesk } from '../stripe/stripe-desk';
import { keepEvent } from './events';

const readRaw = express.raw({ type: 'application/json', limit: '1mb' });

/** Takes what Stripe tells: checked by its signature over the bytes as they came, kept once, answered at once. */
export function addWebhookRoute(routes: Routes, services: Services, wake: () => void): void {
	routes.anybody('post', WEBHOOK_PATH, async (call) => {
		const { request, response } = call;
		const { stripe, log } = services;
		const event = stripe ? await eventIn(stripe, request, response) : null;
		if (stripe === null || event === null) {
			return void response.status(400).type('text/plain').send('The signature does not fit.\n');
		}
		// An endpoint that was set up for the other mode: none of our customers is meant.
		if (event.livemode !== (stripe.mode === 'live')) {
			log.warn({ event: event.id, livemode: event.livemode }, 'a webhook of the other mode came');
		} else {
			if (event.api_version !== stripe.client.getApiField('version')) {
				log.error({ version: event.api_version }, 'webhooks come in another version of the API');
			}
			if (await keepEvent(services, event)) wake();
		}
		response.status(200).type('text/plain').send('ok\n');
	});
}

/** @returns null for what Stripe did not send */
async function eventIn(
	{ client, webhookSecret }: StripeDesk,
	request: Request,
	response: Response,
): Promise<Stripe.Event | null> {
	const trouble = await new Promise<unknown>((resolve) => readRaw(request, response, resolve));
	// Too large, or cut off: the error page says which.
	if (trouble instanceof Error) throw trouble;
	// Any other kind of body was read as something else, or not at all: then there are no bytes to check.
	if (!Buffer.isBuffer(request.body)) return null;
	try {
		const signature = request.get('stripe-signature') ?? '';
		return client.webhooks.constructEvent(request.body, signature, webhookSecret);
	} catch {
		return null;
	}
}
