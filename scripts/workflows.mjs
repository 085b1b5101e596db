// Writes the templates of `workflows/`: `npm run workflows`. A test fails where they are not up to date.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATES, textOf } from './workflows/index.mjs';

for (const name of Object.keys(TEMPLATES)) {
	writeFileSync(join(import.meta.dirname, '..', 'workflows', name), await textOf(name));
}
