// `npm run bench`: every figure, one table. A figure that misses its target makes the exit code 1.
import { head } from './table.mjs';

head();
await import('./engine.mjs');
await import('./ordinary.mjs');
await import('./pdf.mjs');
await import('./throughput.mjs');
await import('./sync.mjs');
await import('./parallel.mjs');
await import('./bulk.mjs');
await import('./fairness.mjs');
await import('./start.mjs');
await import('./schedules.mjs');
await import('./boundaries.mjs');
await import('./kills.mjs');
await import('./soak.mjs');
await import('./runners.mjs');
await import('./audit.mjs');
await import('./portal.mjs');
await import('./watchers.mjs');
await import('./enumeration.mjs');
await import('./click.mjs');
