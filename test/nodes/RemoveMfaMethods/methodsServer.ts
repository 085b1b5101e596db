import type { ScriptedAnswer } from '../../harness/scriptedGraph';
import { startScriptedGraph, type ScriptedGraph } from '../../harness/scriptedGraph';

type Asked = Parameters<
	Extract<Parameters<ScriptedGraph['answer']>[0], (...given: never[]) => unknown>
>[0];

/** A person's methods on a server that shows two kinds in beta only, as Microsoft's does. */
export interface MethodsServer extends ScriptedGraph {
	/** Type by id; what was deleted is gone. */
	readonly methods: Map<string, string>;
	/** `METHOD /version/…` of every request, members of a batch in its place. */
	readonly lines: string[];
	/** Status with which the beta list is refused. */
	betaListStatus: number;
}

const BETA_ONLY = ['hardwareOathAuthenticationMethod', 'qrCodePinAuthenticationMethod'];
const COLLECTION: Readonly<Record<string, string>> = {
	fido2Methods: 'fido2AuthenticationMethod',
	phoneMethods: 'phoneAuthenticationMethod',
	hardwareOathMethods: 'hardwareOathAuthenticationMethod',
	qrCodePinMethod: 'qrCodePinAuthenticationMethod',
};

export async function startMethodsServer(held: Readonly<Record<string, string>>) {
	const graph = await startScriptedGraph();
	const server: MethodsServer = Object.assign(graph, {
		methods: new Map(Object.entries(held)),
		lines: [],
		betaListStatus: 200,
	});
	graph.claims.roles = ['UserAuthenticationMethod.ReadWrite.All'];
	graph.answer(...Array.from({ length: 60 }, () => (asked: Asked) => answerTo(server, asked)));
	return server;
}

function answerTo(server: MethodsServer, { method, url, body }: Asked): ScriptedAnswer {
	if (!url.endsWith('/$batch')) return single(server, method, url);
	const version = url.startsWith('/beta') ? '/beta' : '/v1.0';
	const { requests } = body as { requests: { id: string; method: string; url: string }[] };
	const responses = requests.map((one) => ({
		id: one.id,
		headers: {},
		...single(server, one.method, version + one.url),
	}));
	return { body: { responses } };
}

function single(server: MethodsServer, method: string, url: string): ScriptedAnswer {
	server.lines.push(`${method} ${url}`);
	const beta = url.startsWith('/beta');
	if (method === 'DELETE') return removal(server, url, beta);
	if (beta && server.betaListStatus !== 200) {
		return {
			status: server.betaListStatus,
			body: { error: { code: 'badRequest', message: 'no' } },
		};
	}
	const value = [...server.methods]
		.filter(([, type]) => beta || !BETA_ONLY.includes(type))
		.map(([id, type]) => ({ '@odata.type': `#microsoft.graph.${type}`, id }));
	return { status: 200, body: { value } };
}

function removal(server: MethodsServer, url: string, beta: boolean): ScriptedAnswer {
	const [, collection = '', id] = /authentication\/(\w+)(?:\/([^/]+))?$/.exec(url) ?? [];
	const type = COLLECTION[collection];
	const found = [...server.methods].find(([key, of]) => of === type && (!id || key === id));
	const hidden = type !== undefined && BETA_ONLY.includes(type) && !beta;
	if (!found || hidden) {
		return { status: 404, body: { error: { code: 'resourceNotFound', message: 'no' } } };
	}
	server.methods.delete(found[0]);
	return { status: 204 };
}
