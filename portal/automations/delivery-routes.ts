import { z } from 'zod/v4';
import { tenantsOf } from '../connection/tenants';
import type { MemberCall } from '../http/call';
import { parseForm } from '../http/form';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { deliveryLog, FILTERS, lastTest } from './deliveries';
import { oneRule } from './rules';
import { sayArrived, sendAgain, sendTest } from './send-acts';
import { bodyOf } from './shapes/shape';
import { testEvent } from './told-event';
import { KEPT_DAYS } from './upkeep';

const arrivedForm = z.object({ arrived: z.enum(['yes', 'no']) });
const againForm = z.object({ delivery: z.string().min(1).max(60) });

/** A rule with what it sent; its test; and sending again. */
export function addDeliveryRoutes(routes: Routes, services: Services): void {
	const back = (call: MemberCall) => call.redirect(`/automations/${call.param('id')}`);
	routes.member('get', '/automations/:id', 'automations:manage', async (call) => {
		await showRule(services, call, {});
	});
	routes.member('post', '/automations/:id/test', 'automations:manage', async (call) => {
		await sendTest(services, call.member, call.param('id'));
		back(call);
	});
	routes.member('post', '/automations/:id/arrived', 'automations:manage', async (call) => {
		await oneRule(services.db, call.member.organisation.id, call.param('id'));
		const form = parseForm(arrivedForm, call.body);
		if (!form.ok) throw new HttpError(400, 'Say yes or no.');
		await sayArrived(services, call.member, call.param('id'), form.value.arrived);
		back(call);
	});
	routes.member('post', '/automations/:id/again', 'automations:manage', async (call) => {
		await oneRule(services.db, call.member.organisation.id, call.param('id'));
		const form = parseForm(againForm, call.body);
		if (!form.ok) throw new HttpError(400, 'Choose what to send again.');
		await sendAgain(services, call.member, call.param('id'), form.value.delivery);
		back(call);
	});
}

/** @param shown the secret, where the page shows it this once; the id where the path has none */
export async function showRule(
	services: Services,
	call: MemberCall,
	{
		secret = null,
		id = call.param('id'),
	}: { readonly secret?: string | null; readonly id?: string },
): Promise<void> {
	const { db, now } = services;
	const rule = await oneRule(db, call.member.organisation.id, id);
	const [log, test, all] = await Promise.all([
		deliveryLog(db, rule, call.query('show'), now()),
		lastTest(db, rule),
		tenantsOf(db, call.member.organisation.id),
	]);
	call.page('automations/views/rule', {
		...{ title: rule.name, nav: 'automations', rule, log, test, secret, filters: FILTERS },
		onlyIn: all.find(({ tenantId }) => tenantId === rule.tenantId)?.name ?? null,
		...{ keptDays: KEPT_DAYS, sample: sampleOf(services, call, rule) },
	});
}

/** What a test of it sends, but for the checkpoint, which is signed when it is sent. */
function sampleOf(
	{ config, now }: Services,
	{ member }: MemberCall,
	{ shape, trigger, closeCode }: Awaited<ReturnType<typeof oneRule>>,
): string {
	const { name } = member.organisation;
	const test = {
		id: 'msg_…',
		event: trigger,
		moment: 'test',
		happened_at: now().toISOString(),
		checkpoint: null,
	};
	const around = { publicUrl: config.publicUrl, organisation: name, tenantName: name };
	return JSON.stringify(JSON.parse(bodyOf(shape, testEvent(test, around), { closeCode })), null, 2);
}
