import type { MemberCall } from '../http/call';
import type { FieldError } from '../http/form';
import type { Routes } from '../http/routes';
import { uploadIn, type Uploaded } from '../http/upload';
import type { Services } from '../services';
import { checkRecord } from './check-record';

const MOST_BYTES = 5_000_000;

/** Where anybody of an organisation has a record checked: the same check as `offboardiq verify`. */
export function addVerifyRoutes(routes: Routes, services: Services): void {
	const show = async (call: MemberCall, more: Readonly<Record<string, unknown>>, status = 200) => {
		const { fingerprint } = await services.runner.evidence.certificate();
		const page = { title: 'Check a record', nav: 'reports', errors: [], checked: null };
		call.page('verify/views/verify', { ...page, fingerprint, ...more }, status);
	};
	let underWay = 0;
	routes.member('get', '/verify', 'reports:read', (call) => show(call, {}));
	routes.member('get', '/verify/certificate', 'reports:read', async (call) => {
		const { pem } = await services.runner.evidence.certificate();
		call.response
			.type('application/x-pem-file')
			.set('Content-Disposition', 'attachment; filename="evidence-ca.pem"')
			.send(pem);
	});
	routes.member(
		'post',
		'/verify',
		'reports:read',
		async (call) => {
			const uploaded = await uploadIn(call, MOST_BYTES);
			if (!uploaded.file) return show(call, { errors: [errorOf(uploaded)] }, 400);
			if (underWay >= AT_ONCE) return show(call, { errors: [busy] }, 503);
			underWay += 1;
			const checked = await checkRecord(services, call.member, uploaded.file).finally(() => {
				underWay -= 1;
			});
			await show(call, { checked });
		},
		{ afterTrial: true },
	);
}

/** Each takes a thread and much memory. */
const AT_ONCE = 2;

const busy: FieldError = {
	field: 'file',
	says: 'Other records are being checked at this moment. Try again in a few seconds.',
};

const PROBLEMS = {
	tooLarge: 'The file is larger than 5 MB: it is no record. Choose the PDF itself.',
	broken: 'The file did not arrive whole. Choose it again.',
} as const;

const errorOf = ({ problem }: Uploaded): FieldError => ({
	field: 'file',
	says: problem === null ? 'Choose the PDF of a record.' : PROBLEMS[problem],
});
