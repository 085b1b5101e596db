/** The worker thread: draws and signs what it is sent. The build's output is what `pool.ts` starts. */
import { parentPort } from 'node:worker_threads';
import { makeRecord, type SignerOrReason } from './make';
import type { Answer, Order } from './messages';
import { Signers } from './signers';

const signers = new Signers();

parentPort?.on('message', (order: Order) => {
	void answer(order);
});

async function answer(order: Order): Promise<void> {
	const { id } = order;
	try {
		const signer = signerFor(order.signing);
		if (signer === undefined) return post({ id, kind: 'keyWanted' });
		const { bytes, seal } = await makeRecord(order.job, signer);
		const own = new Uint8Array(bytes);
		post({ id, kind: 'made', record: { bytes: own, seal } }, [own.buffer]);
	} catch (error) {
		const message = error instanceof Error ? error.message : 'The record could not be drawn.';
		post({ id, kind: 'failed', message });
	}
}

function signerFor(signing: Order['signing']): SignerOrReason | null | undefined {
	if (signing.kind === 'none') return null;
	if (signing.kind === 'impossible') return signing;
	const known = signers.get(signing.name);
	if (known || signing.credential === null) return known;
	return signers.add(signing.name, signing.credential);
}

function post(message: Answer, transfer: ArrayBuffer[] = []): void {
	parentPort?.postMessage(message, transfer);
}
