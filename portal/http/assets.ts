import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import express, { Router } from 'express';

const FOLDER = join(__dirname, '..', 'assets');

/** Stylesheet, sprite, fonts and scripts. htmx comes from its package, as it was published. */
export function assets(): Router {
	const router = Router();
	const htmx = dirname(require.resolve('htmx.org/package.json'));
	const options = { maxAge: '1h', index: false, redirect: false } as const;
	router.use('/assets/htmx', express.static(join(htmx, 'dist'), options));
	router.use('/assets', express.static(FOLDER, options));
	return router;
}

/** Changes with every stylesheet and script, so that a browser never mixes an old one with a new page. */
export const ASSET_VERSION = readdirSync(FOLDER)
	.filter((name) => /\.(css|js)$/.test(name))
	.sort()
	.reduce((hash, name) => hash.update(readFileSync(join(FOLDER, name))), createHash('sha256'))
	.digest('hex')
	.slice(0, 10);
