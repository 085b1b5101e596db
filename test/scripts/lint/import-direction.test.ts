import { describe, expect, it } from 'vitest';
import { problems } from './problems';

const RULE = 'house/import-direction';

describe('an import against the direction is found', () => {
	it.each([
		['nodes/X/X.node.ts', "import { a } from '../../runner/index';"],
		['nodes/shared/graph/a.ts', "import type { a } from '../../../portal/index';"],
		['nodes/X/X.node.ts', "export { a } from '../../credentials/A.credentials';"],
		['nodes/X/X.node.ts', "export * from '../../runner/engine/a';"],
		['nodes/X/X.node.ts', "const a = require('../../runner/engine/a');"],
		['nodes/X/X.node.ts', "const a = require.resolve('../../runner/engine/a');"],
		['nodes/X/X.node.ts', "const a = await import('../../runner/engine/a');"],
		['nodes/X/X.node.ts', "let a: import('../../runner/engine/a').A;"],
		['nodes/X/X.node.ts', "import a = require('../../runner/engine/a');"],
		['nodes/X/X.node.ts', "import '@offboardiq/runner';"],
		['credentials/A.credentials.ts', "import { a } from '../runner/index';"],
		['credentials/A.credentials.ts', "import { a } from '../nodes/X/X.node';"],
		['runner/cli.ts', "import { a } from '../portal/index';"],
		['runner/cli.ts', "import { a } from '../nodes/X/X.node';"],
		['portal/http/a.ts', "import { a } from '../../runner/journal/a';"],
		['portal/http/a.ts', "import { a } from '../../nodes/shared/step/vocabulary';"],
		['runner/journal/a.ts', "import { a } from 'n8n-core';"],
		['runner/journal/a.ts', "import { a } from 'n8n-core/dist/a';"],
		['runner/journal/a.ts', "import { a } from '@n8n/di';"],
		['runner/journal/a.ts', "import { a } from 'n8n-workflow';"],
		['nodes/X/X.node.ts', "import { a } from 'n8n-core';"],
		['nodes/shared/graph/a.ts', "import { a } from '@azure/msal-node';"],
		['nodes/shared/graph/a.ts', "import { a } from '@microsoft/microsoft-graph-client';"],
		['nodes/shared/record/pdf/a.ts', "import a from 'pdfkit';"],
		['runner/audit/a.ts', "import a from 'pdfkit';"],
	])('%s: %s', async (file, code) => {
		expect(await problems([RULE], file, code)).toEqual([RULE]);
	});
});

describe('an import along the direction is left alone', () => {
	it.each([
		['nodes/X/X.node.ts', "import { a } from '../shared/step/vocabulary';"],
		['nodes/shared/runner/a.ts', "import { a } from '../runner/b';"],
		['nodes/X/X.node.ts', "import { a } from 'n8n-workflow';"],
		['nodes/shared/vendor/microsoft.ts', "export { a } from '@azure/msal-node';"],
		['nodes/shared/vendor/pdfkit.ts', "import a from 'pdfkit';"],
		['credentials/A.credentials.ts', "import { a } from '../nodes/shared/graph/clouds';"],
		['runner/cli.ts', "import { a } from '../nodes/shared/step/vocabulary';"],
		['runner/engine/a.ts', "import { a } from 'n8n-core';"],
		['portal/http/a.ts', "import { a } from '../../runner/index';"],
		['portal/http/a.ts', "import { a } from '@offboardiq/runner';"],
		['test/runner/a.test.ts', "import { a } from '../../portal/http/a';"],
	])('%s: %s', async (file, code) => {
		expect(await problems([RULE], file, code)).toEqual([]);
	});
});
