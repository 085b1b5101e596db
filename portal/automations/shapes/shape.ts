import type { Wording } from './wording';
import { genericBody } from './generic';
import type { ToldEvent } from './event';
import { jiraBody } from './jira';
import { serviceNowBody } from './service-now';
import { closingBody } from './service-now-close';
import { slackBody } from './slack';
import { teamsBody } from './teams';

/** How a body has to look for whoever gets it. */
export type Shape = 'generic' | 'teams' | 'slack' | 'jira' | 'serviceNow' | 'serviceNowClose';

/** What people call each of them. */
export const SHAPE_WORDS: Readonly<Record<Shape, string>> = {
	generic: 'Webhook',
	teams: 'Teams workflow',
	slack: 'Slack',
	jira: 'Jira automation',
	serviceNow: 'ServiceNow, open an incident',
	serviceNowClose: 'ServiceNow, close the incident',
};

export const SHAPES = Object.keys(SHAPE_WORDS) as readonly Shape[];

/** A text of the database as a shape. */
export const shapeNamed = (text: string): Shape =>
	SHAPES.find((shape) => shape === text) ?? 'generic';

const HOSTS: readonly (readonly [RegExp, Shape])[] = [
	[
		/\.(logic\.azure\.com|api\.powerplatform\.com|powerautomate\.com|webhook\.office\.com)$/,
		'teams',
	],
	[/^hooks\.slack(-gov)?\.com$/, 'slack'],
	[/^(automation|api-private)\.atlassian\.com$/, 'jira'],
];

/** The shape that an address wants, by its host. Of ServiceNow only tables of tasks: a script there reads the generic one. */
export function shapeOfAddress(url: string): Shape {
	const { hostname, pathname } = new URL(url);
	const isTask = /^\/api\/now\/(v\d+\/)?table\/(incident|sc_task|task)\/?$/.test(pathname);
	if (hostname.endsWith('.service-now.com')) return isTask ? 'serviceNow' : 'generic';
	return HOSTS.find(([host]) => host.test(hostname))?.[1] ?? 'generic';
}

const BODIES: Readonly<Record<Shape, (event: ToldEvent, wording: Wording) => object>> = {
	generic: genericBody,
	teams: teamsBody,
	slack: slackBody,
	jira: jiraBody,
	serviceNow: serviceNowBody,
	serviceNowClose: closingBody,
};

/** The body as it is sent. Every text in it is data, escaped as its destination wants it. */
export const bodyOf = (
	shape: Shape,
	event: ToldEvent,
	wording: Wording = { closeCode: null },
): string => JSON.stringify(BODIES[shape](event, wording));
