import { pipeline } from 'node:stream/promises';
import type { RunRecord } from '../../runner';
import { recordNow } from '../audit/acts';
import { tenantsOf } from '../connection/tenants';
import { Zip } from '../export/zip';
import type { MemberCall } from '../http/call';
import { HttpError } from '../http/http-error';
import type { Routes } from '../http/routes';
import type { Services } from '../services';
import { reportFile } from './report-file';

/** Records of one download. A period of more is a matter of an export, or of the bundle of the log. */
export const MOST_AT_ONCE = 100;

/** Several records as one ZIP, with what an auditor needs to check them. */
export function addReportZip(routes: Routes, services: Services): void {
	routes.member(
		'post',
		'/reports/zip',
		'reports:read',
		async (call) => {
			const runs = await chosenRuns(services, call);
			// Read before anything is sent: a file that is gone or another one is an error, not half a download.
			const files = await filesOf(services, runs);
			await recordNow(services, call.member, {
				...{ type: 'report.downloadedTogether', facts: { runs: runs.map(({ id }) => id) } },
			});
			await send(services, call, files);
		},
		{ afterTrial: true },
	);
}

async function chosenRuns(services: Services, call: MemberCall): Promise<readonly RunRecord[]> {
	const ids = chosenIn(call.body);
	if (ids.length === 0) throw new HttpError(400, 'Nothing was chosen. Tick the records you want.');
	if (ids.length > MOST_AT_ONCE) {
		throw new HttpError(
			400,
			`${ids.length} records are too many for one file: take ${MOST_AT_ONCE} at most, or export the whole audit log.`,
		);
	}
	const tenants = await tenantsOf(services.db, call.member.organisation.id);
	const tenantIds = tenants.map(({ tenantId }) => tenantId);
	const runs = await services.runner.runs({ ids, tenantIds, isRecorded: true });
	if (runs.length === ids.length) return runs;
	throw new HttpError(
		404,
		'One of these records is not there. Open the list again and choose anew.',
	);
}

function chosenIn(body: unknown): readonly string[] {
	const chosen: unknown = (body as { readonly run?: unknown } | undefined)?.run;
	const all: readonly unknown[] = Array.isArray(chosen) ? chosen : [chosen];
	return [...new Set(all.filter((one): one is string => typeof one === 'string' && one !== ''))];
}

interface NamedFile {
	readonly name: string;
	readonly bytes: Buffer;
}

/** Each record, the later checks that add to it, and what was undone of it. */
async function filesOf(
	{ runner }: Services,
	runs: readonly RunRecord[],
): Promise<readonly NamedFile[]> {
	const files: NamedFile[] = [];
	for (const { id, report } of runs) {
		if (report) files.push({ name: `${id}.pdf`, bytes: await reportFile(id, report) });
		for (const one of [await runner.addenda(id), await runner.undos([id])].flat()) {
			if (!one.report) continue;
			files.push({ name: `${one.id}.pdf`, bytes: await reportFile(one.id, one.report) });
		}
	}
	return files;
}

const README = `Records of offboardings, and what it takes to check them.

records/             one PDF for each offboarding, signed; a name that ends with -A1, -A2 ... is a later check
evidence-ca.pem      the certificate of whoever signs; compare its fingerprint by another way
checkpoint.txt       how far the audit log had come at this download, signed

offboardiq verify records/NAME.pdf --ca evidence-ca.pem
With public tools only: pdfsig, qpdf and openssl, as docs/check-a-record.md shows.
`;

async function send(
	services: Services,
	call: MemberCall,
	files: readonly NamedFile[],
): Promise<void> {
	const { runner } = services;
	const { organisation } = call.member;
	const zip = new Zip(services.now());
	zip.addText('README.txt', README);
	zip.addText('evidence-ca.pem', (await runner.evidence.certificate()).pem);
	const note = await runner.audit.of(organisation.id).newestNote();
	if (note !== null) zip.addText('checkpoint.txt', note);
	for (const { name, bytes } of files) zip.addBytes(`records/${name}`, bytes);
	const day = services.now().toISOString().slice(0, 10);
	call.response.type('zip').set('Content-Disposition', `attachment; filename="records-${day}.zip"`);
	await pipeline(zip.end(), call.response).catch((error: unknown) => {
		// Whoever closed the window does not want the rest.
		if (!call.request.destroyed) throw error;
	});
}
