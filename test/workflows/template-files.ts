import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DateTime } from 'luxon';
import { runInNewContext } from 'node:vm';

const FOLDER = resolve(__dirname, '../../workflows');

export interface TemplateNode {
	readonly id: string;
	readonly name: string;
	readonly type: string;
	readonly typeVersion: number;
	readonly position: readonly [number, number];
	readonly onError?: string;
	readonly retryOnFail?: boolean;
	readonly disabled?: boolean;
	readonly credentials?: unknown;
	readonly parameters: Readonly<Record<string, unknown>>;
}

export interface Template {
	readonly id: string;
	readonly name: string;
	readonly active: boolean;
	readonly pinData: unknown;
	readonly nodes: readonly TemplateNode[];
	readonly connections: Readonly<
		Record<
			string,
			{ readonly main: readonly (readonly { node: string; type: string; index: number }[])[] }
		>
	>;
	readonly settings: Readonly<Record<string, unknown>>;
}

/** Files of templates, without the workflow that the runner runs. */
export const TEMPLATE_FILES = readdirSync(FOLDER).filter(
	(name) => name.endsWith('.json') && name !== 'offboarding.json',
);

export const textOfFile = (name: string): string => readFileSync(resolve(FOLDER, name), 'utf8');
export const templateIn = (name: string): Template => JSON.parse(textOfFile(name)) as Template;

export interface Item {
	readonly json: Record<string, unknown>;
	readonly binary?: unknown;
	readonly pairedItem?: unknown;
}

/** What a Code node sees: its own items, and those of nodes before it, by output. */
export interface Seen {
	readonly input: readonly object[];
	readonly nodes?: Readonly<Record<string, readonly (readonly object[])[]>>;
	readonly executionId?: string;
}

/**
 * Runs the JavaScript of a Code node as it stands in the file: nothing of Node is there but what the language has, and
 * `DateTime`, as in n8n.
 */
export function runCode(file: string, name: string, seen: Seen): Item[] {
	const node = templateIn(file).nodes.find((each) => each.name === name);
	const source = node?.parameters['jsCode'];
	if (typeof source !== 'string') throw new Error(`${file} has no Code node ${name}`);
	const itemsOf = (jsons: readonly object[]) => jsons.map((json) => ({ json }));
	const reader = (outputs: readonly (readonly object[])[]) => ({
		all: (output = 0) => itemsOf(outputs[output] ?? []),
		first: () => itemsOf(outputs[0] ?? [])[0],
	});
	const context = {
		$input: reader([seen.input]),
		$: (other: string) => {
			const outputs = seen.nodes?.[other];
			if (!outputs) throw new Error(`Referenced node doesn't exist: ${other}`);
			return reader(outputs);
		},
		$execution: { id: seen.executionId ?? '7' },
		DateTime,
	};
	const result: unknown = runInNewContext(`(function () {\n${source}\n})()`, context);
	return JSON.parse(JSON.stringify(result)) as Item[];
}
