import type { Call } from '../http/call';
import { typedIn } from '../http/form';
import { HttpError } from '../http/http-error';
import { CHOICES, type Choice } from './entitlement/plans';

/** The plan and period of a form. Prices and amounts are never taken from one. @throws HttpError */
export function choiceIn(call: Pick<Call, 'body'>): Choice {
	const { plan = '', period = '' } = typedIn(call.body, ['plan', 'period']);
	return choiceNamed(plan, period);
}

/** The same by its two words. @throws HttpError for what is not sold */
export function choiceNamed(plan: string, period: string): Choice {
	const choice = CHOICES.find((one) => one.plan === plan && one.period === period);
	if (!choice) throw new HttpError(400, 'There is no such plan.');
	return choice;
}
