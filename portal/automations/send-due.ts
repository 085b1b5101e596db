import { KeyError } from '../../runner';
import { tenantsOf } from '../connection/tenants';
import type { AutomationDeliveryRow, AutomationRuleRow } from '../database/automation-schema';
import type { Services } from '../services';
import { claimDue, giveBack } from './claim';
import { closeIncident, type IncidentOf } from './close-incident';
import type { Way } from './guard/guarded-request';
import { openedBefore } from './opened-before';
import { postWebhook, type WebhookAnswer, type WebhookRequest } from './post-webhook';
import type { Resolve } from './guard/guarded-agent';
import { ruleRow } from './rules';
import { drop, settle } from './settle';
import { bodyOf, shapeNamed } from './shapes/shape';
import { signedHeaders } from './signed-headers';
import { openOf, ruleSeal } from './secrets';
import { toldCheck } from './told-check';
import { testEvent, toldEvent } from './told-event';
import { isOfCheck } from './triggers';

/** How it is sent, beside what the configuration says. */
export interface SendOptions {
	/** Who sends: names the lease. */
	readonly owner: string;
	/** Aborted when the portal stops: what is under way then is sent by the next one. */
	readonly stopped?: AbortSignal;
	/** How names become addresses, where it is not by this machine. */
	readonly resolve?: Resolve;
}

/** Trying again where it is nobody's fault outside, milliseconds. */
const OWN_TROUBLE_MS = 5 * 60_000;

/** Sends what is due, all rules at the same time. @returns how many were tried */
export async function sendDue(services: Services, options: SendOptions): Promise<number> {
	const claimed = await claimDue(services.db, options.owner, services.now());
	await Promise.all(claimed.map((delivery) => sendOne(services, delivery, options)));
	return claimed.length;
}

async function sendOne(
	services: Services,
	delivery: AutomationDeliveryRow,
	{ stopped, resolve }: SendOptions,
): Promise<void> {
	const { db, config, now, log } = services;
	try {
		const rule = await ruleRow(db, delivery.organisation_id, delivery.rule_id);
		const request = await requestOf(services, rule, delivery);
		if (request === null) return await drop(db, delivery);
		const way = { mayPrivate: config.privateWebhooks, ...(resolve ? { resolve } : {}) };
		const answer = await answerTo(request, rule, delivery, {
			...way,
			...(stopped ? { stopped } : {}),
		});
		if (stopped?.aborted && answer.status === null) {
			return await giveBack(db, delivery, now().toISOString(), null);
		}
		await settle(services, rule, delivery, answer);
	} catch (error) {
		log.warn({ err: error, delivery: delivery.id }, 'a webhook could not be sent');
		const nextAt = new Date(now().getTime() + OWN_TROUBLE_MS).toISOString();
		const says = error instanceof KeyError ? error.message : 'Something broke on our side.';
		await giveBack(db, delivery, nextAt, says);
	}
}

/** A request, and what it is about. */
interface Told extends WebhookRequest {
	readonly about: IncidentOf;
}

async function answerTo(
	request: Told,
	{ shape }: AutomationRuleRow,
	{ id, run_id: run, tried_at }: AutomationDeliveryRow,
	way: Way,
): Promise<WebhookAnswer> {
	if (shape === 'serviceNowClose') return await closeIncident(request, request.about, way);
	const mayBeThere = shape === 'serviceNow' && run !== null && tried_at !== null;
	const there = mayBeThere ? await openedBefore(request, { id, run }, way) : null;
	return there ?? (await postWebhook(request, way));
}

/** What is sent; null where it is about somebody whose data were erased. */
async function requestOf(
	services: Services,
	rule: AutomationRuleRow,
	delivery: AutomationDeliveryRow,
): Promise<Told | null> {
	const event = await eventOf(services, delivery);
	if (event === null) return null;
	const seal = await ruleSeal(services);
	const key = { id: rule.id, organisationId: rule.organisation_id };
	const body = bodyOf(shapeNamed(rule.shape), event, { closeCode: rule.close_code });
	const url = openOf(seal, key, 'url', rule.url_sealed);
	const own = rule.headers_sealed ? openOf(seal, key, 'headers', rule.headers_sealed) : '{}';
	const headers = JSON.parse(own) as Record<string, string>;
	const at = services.now();
	const olds = rule.old_secret_sealed !== null && (rule.old_secret_until ?? '') > at.toISOString();
	const secrets = [rule.secret_sealed, olds ? rule.old_secret_sealed : null].flatMap((sealed) =>
		sealed === null ? [] : openOf(seal, key, 'secret', sealed),
	);
	const signed = signedHeaders({ id: delivery.id, at, body, secrets });
	const { pathname, search } = new URL(url);
	return {
		...{ url, body, headers: { ...headers, ...signed } },
		secrets: [...Object.values(headers), ...secrets, pathname, search],
		about: { run: event.offboarding.id, ticket: event.offboarding.ticket, isTest: event.isTest },
	};
}

async function eventOf(services: Services, delivery: AutomationDeliveryRow) {
	const { db, runner, config } = services;
	const { organisation_id: id, run_id } = delivery;
	const { name: organisation } = await db
		.selectFrom('organisation')
		.select('name')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	const around = { publicUrl: config.publicUrl, organisation };
	if (run_id === null) return testEvent(delivery, { ...around, tenantName: organisation });
	const run = await runner.run(run_id);
	const tenants = await tenantsOf(db, id);
	const tenant = tenants.find(({ tenantId }) => tenantId.toLowerCase() === run?.request.tenantId);
	if (!run || !tenant || (await runner.erasedAmong([run_id])).has(run_id)) return null;
	const told = { ...around, tenantName: tenant.name };
	if (!isOfCheck(delivery)) return toldEvent(delivery, run, told);
	const check = (await runner.addenda(run_id)).find((one) => one.id === delivery.moment);
	return check?.addendum
		? toldCheck(delivery, run, { ...check, addendum: check.addendum }, told)
		: null;
}
