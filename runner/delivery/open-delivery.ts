import { isOnServer } from '../database/open';
import { parseDatabaseUrl } from '../database/postgres-url';
import { OwnDelivery, type Delivery } from './delivery';
import { QueueDelivery } from './queue-delivery';

/** How runs reach runners: through the queue where the database is on a server, else each process looks for itself. */
export function openDelivery(environment: NodeJS.ProcessEnv): Delivery {
	if (!isOnServer(environment)) return new OwnDelivery();
	return new QueueDelivery(parseDatabaseUrl((environment.DATABASE_URL ?? '').trim()));
}
