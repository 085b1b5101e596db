import { fromBufferPromise } from 'yauzl';

/** What is in a ZIP, by name. */
export async function unzipped(bytes: Buffer): Promise<Map<string, Buffer>> {
	const zip = await fromBufferPromise(bytes);
	const files = new Map<string, Buffer>();
	for await (const entry of zip.eachEntry()) {
		const stream = await zip.openReadStreamPromise(entry);
		const chunks: Buffer[] = [];
		for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
		files.set(entry.fileName, Buffer.concat(chunks));
	}
	return files;
}
