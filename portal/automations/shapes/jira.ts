import { oneLine, type ToldEvent } from './event';

/**
 * The body for the incoming webhook of a Jira automation: flat, because its rules read `{{webhookData.employee}}`.
 */
export function jiraBody(event: ToldEvent) {
	const { type, isTest, organisation, offboarding, checkpoint } = event;
	return {
		...{ event: type, test: isTest, organisation },
		employee: oneLine(offboarding.employee.name),
		employee_upn: offboarding.employee.userPrincipalName,
		...{ offboarding_id: offboarding.id, status: offboarding.status },
		...{ status_words: offboarding.statusWords, simulated: offboarding.simulated },
		tenant: offboarding.tenant.name,
		...{ started_at: offboarding.startedAt, completed_at: offboarding.finishedAt },
		triggered_by: offboarding.requestedBy ?? '',
		ticket: offboarding.ticket ?? '',
		...{ url: offboarding.url, report_url: offboarding.reportUrl ?? '' },
		steps_summary: offboarding.summary,
		steps: offboarding.steps.map(({ number, title, word, reason }) => ({
			...{ number, title, status: word, reason: reason ?? '' },
		})),
		checkpoint: checkpoint?.note ?? '',
	};
}
