import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Makes a server listen. @param port 0: any free one. @returns the port @throws Error in one line when it is taken */
export async function listen(server: Server, port: number, host: string): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new Error(`Port ${port} is taken. Choose another with --port.`)
					: error,
			),
		);
		server.listen(port, host, resolve);
	});
	return (server.address() as AddressInfo).port;
}
