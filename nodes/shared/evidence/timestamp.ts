import { createHash, randomBytes } from 'node:crypto';
import { asn1js, pkijs } from '../vendor/pki';
import { checkCms, type CheckedCms } from './cmsCheck';
import { OID } from './oids';

/** A time-stamp that was checked. */
export interface TimeStamp {
	/** The DER of the token. */
	readonly token: Buffer;
	readonly at: Date;
	readonly signed: CheckedCms;
}

/** An authority that is slower than this is done without, milliseconds: an offboarding does not wait for it. */
const PATIENCE_MS = 3000;
/** Tokens are 2 to 6 KB. */
const MOST_BYTES = 64 * 1024;

/**
 * Asks a time-stamp authority (RFC 3161) to stamp a signature. Sends the hash of the signature and nothing else.
 *
 * @throws Error in one line when it did not answer in time, refused, or its answer does not hold
 */
export async function askForTimeStamp(url: string, signature: Uint8Array): Promise<TimeStamp> {
	const nonce = randomBytes(8);
	nonce.writeUInt8(nonce.readUInt8(0) & 0x7f || 1, 0);
	const answer = await post(url, requestOf(signature, nonce));
	const response = parsed(answer);
	const status = response.status.status as number;
	if (status > 1 || !response.timeStampToken) throw new Error('The authority refused to stamp.');
	const token = Buffer.from(response.timeStampToken.toSchema().toBER());
	const { stamp, info } = read(token, signature);
	const echoed = info.nonce?.valueBlock.valueHexView ?? new Uint8Array();
	if (!Buffer.from(echoed).equals(nonce))
		throw new Error('The answer belongs to another question.');
	return stamp;
}

/**
 * Checks a time-stamp token against the signature it is about.
 *
 * @throws Error in one line
 */
export function checkTimeStamp(token: Buffer, signature: Uint8Array): TimeStamp {
	return read(token, signature).stamp;
}

function read(token: Buffer, signature: Uint8Array): { stamp: TimeStamp; info: pkijs.TSTInfo } {
	const signed = checkCms(token, null);
	const info = pkijs.TSTInfo.fromBER(signed.content ?? Buffer.alloc(0));
	const { hashAlgorithm, hashedMessage } = info.messageImprint;
	const digest = createHash('sha256').update(signature).digest();
	const said = Buffer.from(hashedMessage.valueBlock.valueHexView);
	if (hashAlgorithm.algorithmId !== OID.sha256 || !said.equals(digest)) {
		throw new Error('The time-stamp is about something else.');
	}
	return { stamp: { token, at: info.genTime, signed }, info };
}

function requestOf(signature: Uint8Array, nonce: Buffer): Buffer {
	const request = new pkijs.TimeStampReq({
		version: 1,
		messageImprint: new pkijs.MessageImprint({
			hashAlgorithm: new pkijs.AlgorithmIdentifier({
				algorithmId: OID.sha256,
				algorithmParams: new asn1js.Null(),
			}),
			hashedMessage: new asn1js.OctetString({
				valueHex: createHash('sha256').update(signature).digest(),
			}),
		}),
		nonce: new asn1js.Integer({ valueHex: nonce }),
		certReq: true,
	});
	return Buffer.from(request.toSchema().toBER());
}

function parsed(answer: Buffer): pkijs.TimeStampResp {
	try {
		return pkijs.TimeStampResp.fromBER(answer);
	} catch (cause) {
		throw new Error('The authority answered with something that is no time-stamp.', { cause });
	}
}

async function post(url: string, body: Buffer): Promise<Buffer> {
	const { host } = new URL(url);
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/timestamp-query' },
			body: new Uint8Array(body),
			redirect: 'error',
			signal: AbortSignal.timeout(PATIENCE_MS),
		});
		if (!response.ok) throw new Error(`It answered ${response.status}.`);
		return await readAtMost(response, MOST_BYTES);
	} catch (cause) {
		const isLate = cause instanceof Error && cause.name === 'TimeoutError';
		const why = isLate ? `did not answer within ${PATIENCE_MS / 1000} s` : 'could not be asked';
		throw new Error(`The time-stamp authority ${host} ${why}.`, { cause });
	}
}

async function readAtMost(response: Response, most: number): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	const body = response.body as AsyncIterable<Uint8Array> | null;
	for await (const chunk of body ?? []) {
		length += chunk.length;
		if (length > most) throw new Error('The answer is too long.');
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}
