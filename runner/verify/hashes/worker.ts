import { parentPort } from 'node:worker_threads';
import { soundLines } from './sound-lines';

/** Answers each pack it is sent, in their order. */
parentPort?.on('message', (pack: Uint8Array) => {
	const { buffer, byteOffset, byteLength } = pack;
	parentPort?.postMessage(soundLines(Buffer.from(buffer, byteOffset, byteLength)));
});
