import { Client } from 'pg';

type Told = ((error: Error) => void) | ((error: null, client: Client) => void);

/**
 * A connection that hangs up when it could not be made. `pg` leaves it open when, say, the server wants a password and
 * there is none, and the server then waits for a minute.
 */
export class PostgresConnection extends Client {
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
