import { resolve } from 'node:path';
import { ESLint } from 'eslint';

const ROOT = resolve(__dirname, '../../..');

/**
 * The rules that a snippet breaks under the project's own configuration.
 * Rules that need types are left out: the file does not exist, so there are none.
 * @param file the path it would have, relative to the root
 */
export async function problems(
	rules: readonly string[],
	file: string,
	code: string,
): Promise<(string | null)[]> {
	const eslint = new ESLint({
		cwd: ROOT,
		overrideConfig: {
			languageOptions: { parserOptions: { projectService: false, project: false } },
		},
		ruleFilter: ({ ruleId }) => rules.includes(ruleId),
	});
	const [result] = await eslint.lintText(code, { filePath: resolve(ROOT, file) });
	return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}
