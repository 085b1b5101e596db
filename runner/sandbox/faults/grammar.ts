import type { FaultEffect, FaultRule, RetryAfter } from './rule';

// The grammar of a fault SPEC:
//
//     SPEC  = RULE *( ";" RULE )
//     RULE  = EFFECT *( OPTION ) "on" METHOD PATH *( OPTION )
//     EFFECT   400 … 599     that status instead of the work
//              500-after …   the work is done, then a 5xx comes back (504-after is the usual one)
//              reset         the connection drops before the work
//              reset-after   the connection drops after the work
//              timeout       no answer, and no work; timeout-after: no answer after the work
//              html          200 with somebody else's page instead of the answer, and no work; html-after: after it
//              truncated     200 with an answer that breaks off, and no work; truncated-after: after it
//     METHOD   GET, POST, PATCH, PUT, DELETE or *
//     PATH     a path, "*" stands for anything: */authentication/*
//     OPTION   retry-after=2         seconds (decimals allowed)
//              retry-after=date+5    the same as an HTTP date, 5 seconds from the answer (date-5: already past)
//              retry-after=missing   no header, which is also what comes without the option
//              retry-after=nonsense  a value that is neither
//              code=NAME             error.code of the body
//              times=3               for the first 3 matches only
//              skip=1                the first match passes
//              p=0.3                 by chance, decided by the sandbox's seed
//
// Example: 429 retry-after=2 on DELETE */authentication/* times=1; reset-after on POST */messageRules times=1
//
// A rule also applies to the members of a `$batch`: a status becomes the status of that member; everything else hits
// the whole batch, because its members share one connection. The first rule that fires wins.

/**
 * Reads a fault SPEC, the value of `offboardiq sandbox --fault`; the grammar stands above.
 * @returns the rules in order; none for an empty SPEC.
 * @throws Error with one line that names the part that isn't understood.
 */
export function parseFaults(spec: string): FaultRule[] {
	return spec
		.split(';')
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.map(parseRule);
}

/** Ends without an answer of Graph. */
const BROKEN = ['reset', 'timeout', 'html', 'truncated'] as const;

type Options = { -readonly [Key in keyof FaultRule]?: FaultRule[Key] };

function parseRule(text: string): FaultRule {
	const words = text.split(/\s+/);
	const on = words.indexOf('on');
	const [first = '', method = '', path = ''] = [words[0], words[on + 1], words[on + 2]];
	if (on < 1 || path === '') {
		throw bad(text, 'expected: EFFECT on METHOD PATH, for example "503 on GET */users*"');
	}
	if (!/^(GET|POST|PATCH|PUT|DELETE|\*)$/.test(method))
		throw bad(text, `"${method}" is not a method`);
	if (!/^[*/]/.test(path)) throw bad(text, `the path "${path}" must begin with / or *`);
	const effect = parseEffect(first, text);
	const options: Options = {};
	for (const word of [...words.slice(1, on), ...words.slice(on + 3)]) {
		Object.assign(options, parseOption(word, text));
	}
	const bodiless = effect.kind !== 'status' && (options.retryAfter || options.code);
	if (bodiless) throw bad(text, `${effect.kind} has no answer for retry-after or code`);
	return { effect, method, path, ...options };
}

function parseEffect(word: string, text: string): FaultEffect {
	const after = word.endsWith('-after');
	const name = after ? word.slice(0, -'-after'.length) : word;
	const lost = after ? { after } : {};
	const broken = BROKEN.find((kind) => kind === name);
	if (broken) return { kind: broken, ...lost };
	if (!/^[45]\d\d$/.test(name)) {
		throw bad(
			text,
			`"${word}" is not an effect (a status from 400 to 599, reset, timeout, html or truncated)`,
		);
	}
	if (after && name < '500')
		throw bad(text, `"${word}": only a 5xx can come after the work was done`);
	return { kind: 'status', status: Number(name), ...lost };
}

function parseOption(word: string, text: string): Options {
	const [, name = '', value = ''] = /^([a-z-]+)=(.+)$/.exec(word) ?? [];
	const whole = /^\d+$/.test(value) ? Number(value) : null;
	if (name === 'times' && whole !== null && whole > 0) return { times: whole };
	if (name === 'skip' && whole !== null) return { skip: whole };
	if (name === 'p' && Number(value) >= 0 && Number(value) <= 1)
		return { probability: Number(value) };
	if (name === 'code' && /^\w+$/.test(value)) return { code: value };
	if (name === 'retry-after') return parseRetryAfter(value, text);
	throw bad(text, `"${word}" is not understood`);
}

function parseRetryAfter(value: string, text: string): { retryAfter?: RetryAfter } {
	if (value === 'missing') return {};
	if (value === 'nonsense') return { retryAfter: { kind: 'nonsense' } };
	const [, date, seconds] = /^(date(?=[+-]))?([+-]?\d+(?:\.\d+)?)$/.exec(value) ?? [];
	if (seconds === undefined) {
		throw bad(text, `retry-after is seconds, date+SECONDS, missing or nonsense, not "${value}"`);
	}
	return { retryAfter: { kind: date ? 'date' : 'seconds', seconds: Number(seconds) } };
}

function bad(rule: string, reason: string): Error {
	return new Error(`The fault "${rule}" can't be used: ${reason}.`);
}
