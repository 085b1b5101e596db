import { Client, type ClientConfig } from 'pg';

type Told = ((error: Error) => void) | ((error: null, client: Client) => void);

/**
 * A connection that ends no process, and hangs up when it could not be made. `pg` leaves it open when, say, the server
 * wants a password and there is none, and the server then waits for a minute.
 */
export class PostgresConnection extends Client {
	constructor(config?: ClientConfig) {
		super(config);
		// One that breaks while nobody listens would end the process, and a pool listens only to those that rest. Whoever
		// uses it learns of it from the statement that fails.
		this.on('error', () => undefined);
	}

	override connect(): Promise<Client>;
	override connect(told: Told): void;
	override connect(told?: Told): Promise<Client> | void {
		if (!told) {
			return super.connect().catch((error: unknown) => {
				this.connection.stream.destroy();
				throw error;
			});
		}
		const tell = told as (error: Error | null, client: Client) => void;
		super.connect((error: Error | null) => {
			if (error) this.connection.stream.destroy();
			tell(error, this);
		});
	}
}
