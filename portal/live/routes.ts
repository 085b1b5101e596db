import type { RunEvent } from '../../runner';
import { oneBulk } from '../bulks/one-bulk';
import type { MemberCall } from '../http/call';
import type { Routes } from '../http/routes';
import { draw } from '../http/views';
import { oneRun, runPage } from '../offboardings/run-pages';
import type { Services } from '../services';
import { rightsOf } from '../team/rights';
import type { Message } from './event-stream';
import { comeTo, type LiveFeeds } from './live-feeds';
import type { News } from './watched-views';

/** What happens in a run and on a list, as it happens. */
export function addLiveRoutes(routes: Routes, services: Services, live: LiveFeeds): void {
	routes.member('get', '/offboardings/:id/events', 'offboardings:read', async (call) => {
		const { run } = await oneRun(services, call);
		live.watch(call, {
			...{ kind: 'run', id: run.id, after: comeTo(call), face: faceOf(call) },
			since: newsOfRun(services, partOf(call)),
		});
	});
	routes.member('get', '/bulks/:id/events', 'offboardings:read', async (call) => {
		const { card } = await oneBulk(services, call);
		live.watch(call, {
			...{ kind: 'bulk', id: card.bulk.id, after: comeTo(call), face: faceOf(call) },
			since: newsOfBulk(services, partOf(call), call.query('show')),
		});
	});
}

/** Members of a role see the same of the same page. */
const faceOf = (call: MemberCall): string =>
	JSON.stringify([
		...[call.member.organisation.id, call.member.role, call.member.isReadOnly],
		call.query('show'),
	]);

type Part = Pick<MemberCall, 'member' | 'param'>;

/** What a stream needs of its call for as long as it is open: without the request, and the page around it. */
function partOf(call: MemberCall): Part {
	const { member } = call;
	const id = call.param('id');
	return { member, param: () => id };
}

/**
 * The events of the journal after a number, each with its own, and before them the card as it is now: whoever was cut
 * off in between asks for the same events again and is shown the card again.
 */
const newsOfRun =
	(services: Services, part: Part) =>
	async (after: number): Promise<News> => {
		const events = await services.runner.events(part.param('id'), after);
		const { run, tenant } = await oneRun(services, part);
		const page = await runPage(services, run, tenant);
		const card = (): Message => ({
			data: draw('offboardings/views/card', { ...page, ...rightsOf(part.member) }),
		});
		return {
			messages: events.length === 0 ? [] : [card(), ...events.map(told)],
			upTo: events.at(-1)?.sequence ?? after,
			isOver: page.card.isOver,
		};
	};

/** What happened, in words of ours only: whatever is of a person is on the card. */
function told({ sequence, at, type, data }: RunEvent): Message {
	const { outcome } = data as {
		readonly outcome?: { readonly key: string; readonly status: string };
	};
	const about = {
		...{ sequence, at, type },
		...(typeof data.key === 'string' ? { step: data.key } : {}),
		...(outcome ? { step: outcome.key, status: outcome.status } : {}),
		...(type === 'runFinished' ? { status: data.status } : {}),
	};
	return { id: sequence, event: type, data: JSON.stringify(about) };
}

/** The whole list as it is now, where it is another than it was. */
const newsOfBulk =
	(services: Services, part: Part, show: string) =>
	async (after: number): Promise<News> => {
		const id = part.param('id');
		// Before it is read: what comes in meanwhile is told of once more rather than never.
		const upTo = (await services.runner.bulkVersions([id])).get(id) ?? 0;
		const { card, tenant } = await oneBulk(services, part);
		const page = { card, tenant, show, ...rightsOf(part.member) };
		const messages = upTo === after ? [] : [{ id: upTo, data: draw('bulks/views/card', page) }];
		return { messages, upTo, isOver: card.isOver };
	};
