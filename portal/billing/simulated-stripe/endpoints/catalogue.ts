import type Stripe from 'stripe';
import { found } from '../bills';
import { forgetCustomer } from '../forget-customer';
import { customerObject, metadataOf, priceObject, productObject } from '../objects/catalogue';
import { configurationObject } from '../objects/sessions';
import { SimError } from '../sim-error';
import { pageOf, textIn, type Endpoint } from './endpoint';

/** Customers, products, prices, and what the customer portal allows. */
export const CATALOGUE: readonly Endpoint[] = [
	{
		...{ method: 'POST', path: '/customers' },
		answer: ({ state, webhooks }, { params }) => {
			const wish = params as unknown as Stripe.CustomerCreateParams;
			if (typeof wish.test_clock === 'string') found(state.kept.clocks, wish.test_clock, 'clock');
			const customer = customerObject(wish, state.timeOf(null));
			state.kept.customers[customer.id] = customer;
			webhooks.emit('customer.created', customer);
			return customer;
		},
	},
	{
		...{ method: 'GET', path: '/customers/:id' },
		answer: ({ state }, { id }) =>
			state.kept.gone.includes(id)
				? { id, object: 'customer', deleted: true }
				: found(state.kept.customers, id, 'customer'),
	},
	{
		...{ method: 'POST', path: '/customers/:id' },
		answer: ({ state, webhooks }, { id, params }) => {
			const customer = found(state.kept.customers, id, 'customer');
			if ('name' in params) customer.name = textIn(params, 'name');
			if ('email' in params) customer.email = textIn(params, 'email');
			Object.assign(customer.metadata, metadataOf(params.metadata));
			webhooks.emit('customer.updated', customer);
			return customer;
		},
	},
	{
		...{ method: 'DELETE', path: '/customers/:id' },
		answer: (sim, { id }) => forgetCustomer(sim, found(sim.state.kept.customers, id, 'customer')),
	},
	{
		...{ method: 'GET', path: '/products' },
		answer: ({ state }, { params }) =>
			pageOf(Object.values(state.kept.products), params, '/v1/products'),
	},
	{
		...{ method: 'POST', path: '/products' },
		answer: ({ state }, { params }) => {
			const wish = params as unknown as Stripe.ProductCreateParams;
			const product = productObject(wish, state.timeOf(null));
			if (Object.hasOwn(state.kept.products, product.id)) {
				throw new SimError(400, `Product already exists: ${product.id}`);
			}
			state.kept.products[product.id] = product;
			return product;
		},
	},
	{
		...{ method: 'POST', path: '/products/:id' },
		answer: ({ state }, { id, params }) => {
			const product = found(state.kept.products, id, 'product');
			if ('name' in params) product.name = textIn(params, 'name');
			return product;
		},
	},
	{
		...{ method: 'GET', path: '/prices' },
		answer: ({ state }, { params }) => {
			const keys = Array.isArray(params.lookup_keys) ? (params.lookup_keys as unknown[]) : null;
			const prices = Object.values(state.kept.prices)
				.filter(({ lookup_key }) => keys === null || keys.includes(lookup_key))
				.filter(({ active }) => params.active === undefined || String(active) === params.active);
			return pageOf(prices, params, '/v1/prices');
		},
	},
	{
		...{ method: 'GET', path: '/prices/:id' },
		answer: ({ state }, { id }) => found(state.kept.prices, id, 'price'),
	},
	{
		...{ method: 'POST', path: '/prices' },
		answer: ({ state }, { params }) => {
			const price = priceObject(params as unknown as Stripe.PriceCreateParams, state.timeOf(null));
			const same = Object.values(state.kept.prices).filter(
				({ lookup_key }) => lookup_key !== null && lookup_key === price.lookup_key,
			);
			if (same.length > 0 && params.transfer_lookup_key !== 'true') {
				throw new SimError(400, 'A price with that lookup key already exists.');
			}
			for (const one of same) one.lookup_key = null;
			state.kept.prices[price.id] = price;
			return price;
		},
	},
	{
		...{ method: 'GET', path: '/billing_portal/configurations' },
		answer: ({ state }, { params }) =>
			pageOf(Object.values(state.kept.configurations), params, '/v1/billing_portal/configurations'),
	},
	{
		...{ method: 'POST', path: '/billing_portal/configurations' },
		answer: ({ state }, { params }) => {
			const wish = params as unknown as Stripe.BillingPortal.ConfigurationCreateParams;
			const configuration = configurationObject(wish, state.timeOf(null));
			state.kept.configurations[configuration.id] = configuration;
			return configuration;
		},
	},
];
