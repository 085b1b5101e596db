const BROWSERS: readonly (readonly [RegExp, string])[] = [
	[/\bEdg(?:e|A|iOS)?\//, 'Edge'],
	[/\bOPR\//, 'Opera'],
	[/\b(?:Firefox|FxiOS)\//, 'Firefox'],
	[/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
	[/\bVersion\/[\d.]+.*Safari\//, 'Safari'],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
	[/\b(?:iPhone|iPad)\b/, 'iOS'],
	[/\bAndroid\b/, 'Android'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b/, 'macOS'],
	[/\bCrOS\b/, 'ChromeOS'],
	[/\bLinux\b/, 'Linux'],
];

/** A browser and its system in words people know, as far as it tells: `Firefox on Windows`. */
export function deviceOf(userAgent: string): string {
	const browser = nameIn(BROWSERS, userAgent) ?? 'A browser';
	const system = nameIn(SYSTEMS, userAgent);
	return system === null ? browser : `${browser} on ${system}`;
}

const nameIn = (names: typeof BROWSERS, text: string): string | null =>
	names.find(([pattern]) => pattern.test(text))?.[1] ?? null;
