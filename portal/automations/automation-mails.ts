import type { PortalConfig } from '../config';
import type { AutomationRuleRow } from '../database/automation-schema';
import type { Mail } from '../mail/outbox';
import { oneLine } from '../schedules/tell';

type About = Pick<AutomationRuleRow, 'id' | 'name' | 'host'>;

const page = ({ publicUrl }: PortalConfig, { id }: About): string =>
	`${publicUrl}/automations/${id}`;

/** To Owners and Admins: something was given up. */
export const gaveUpMail = (config: PortalConfig, to: string, rule: About): Mail => ({
	recipient: to,
	subject: `Not delivered: ${oneLine(rule.name)}`,
	text: `${rule.host} did not take what the automation “${oneLine(rule.name)}” sent, and it is not tried again by itself. Look at the answers, and send it again from there:\n\n${page(config, rule)}\n\nMore of the same are not written about for a day.`,
});

/** To Owners and Admins: a rule was paused by itself. */
export const stoppedMail = (
	config: PortalConfig,
	to: string,
	rule: About,
	why: 'gone' | 'failing',
): Mail => ({
	recipient: to,
	subject: `Paused: ${oneLine(rule.name)}`,
	text: `The automation “${oneLine(rule.name)}” was paused: ${
		why === 'gone'
			? `${rule.host} answered 410, which means that the address is gone for good.`
			: `for five days ${rule.host} has taken nothing.`
	} What happens from here on is noted and waits. Give it another address or switch it on again here, and send what waits:\n\n${page(config, rule)}`,
});
