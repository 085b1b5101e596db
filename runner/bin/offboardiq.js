#!/usr/bin/env node
'use strict';

// Plain JavaScript that an old Node understands: its first job is to find out that it runs under one.

var childProcess = require('child_process');
var fs = require('fs');
var path = require('path');

var NEEDED = 24;
/** Set for the process that is started in our place, so that it never starts another one. */
var AGAIN = 'OFFBOARDIQ_STARTED_AGAIN';
var CLI = path.join(__dirname, '..', '..', 'dist', 'runner', 'cli.js');
var PORTAL = path.join(__dirname, '..', '..', 'dist', 'portal', 'index.js');

function isOldNode() {
	return Number(process.versions.node.split('.')[0]) < NEEDED;
}

function fail(line) {
	process.stderr.write(line + '\n');
	process.exit(1);
}

/** Node 24 as it came with `npm ci`, as a package of its own; null where there is none for this machine. */
function packagedNode() {
	var system = process.platform === 'win32' ? 'win' : process.platform;
	var name = 'node-' + system + '-' + process.arch;
	try {
		var folder = path.dirname(require.resolve(name + '/package.json', { paths: [__dirname] }));
		var file = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
		return fs.existsSync(file) ? file : null;
	} catch (error) {
		return null;
	}
}

/** The same command under Node 24: same arguments, streams and signals, and its end is ours. */
function runAgain(node) {
	var again = {};
	again[AGAIN] = '1';
	var child = childProcess.spawn(node, [__filename].concat(process.argv.slice(2)), {
		stdio: 'inherit',
		env: Object.assign({}, process.env, again),
	});
	['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
		process.on(signal, function () {
			child.kill(signal);
		});
	});
	child.on('error', function (error) {
		fail('Node ' + NEEDED + ' could not be started from ' + node + ': ' + error.message);
	});
	child.on('exit', function (code, signal) {
		if (signal === null) process.exit(code);
		process.removeAllListeners(signal);
		process.kill(process.pid, signal);
	});
}

/** Ends only after everything was written: stdout may be a pipe. */
function end(code) {
	process.stdout.write('', function () {
		process.exit(code);
	});
}

function main() {
	if (isOldNode()) {
		var node = process.env[AGAIN] ? null : packagedNode();
		if (node !== null) return runAgain(node);
		return fail(
			'Node ' +
				NEEDED +
				' is needed, this is ' +
				process.version +
				'. Run npm ci, or install Node ' +
				NEEDED +
				'.',
		);
	}
	// SQLite, files and passwords share them; Node's four are one short where all handles are busy. Before any is used.
	if (!process.env.UV_THREADPOOL_SIZE) process.env.UV_THREADPOOL_SIZE = '8';
	if (!fs.existsSync(CLI)) return fail('OffboardIQ is not built yet. Run npm run build.');
	// stderr is for one line of ours; a deprecation inside a dependency is none.
	if (process.env.OFFBOARDIQ_DEBUG !== '1') process.removeAllListeners('warning');
	// Whoever read our output may have gone (`| head`). An offboarding goes on regardless.
	process.stdout.on('error', function (error) {
		if (error.code !== 'EPIPE') throw error;
	});
	process.on('uncaughtException', broken);
	try {
		require(CLI).main(process.argv, { startPortal, forgetPeople }).then(end, broken);
	} catch (error) {
		broken(error);
	}
}

/** Loaded by the one command that needs it. */
function startPortal(wish) {
	return require(PORTAL).startPortal(wish);
}

/** Loaded where somebody is erased. */
function forgetPeople(tx, people, isAsked) {
	return require(PORTAL).forgetPeople(tx, people, isAsked);
}

/** Something that is not a run's outcome but a fault of this installation. */
function broken(error) {
	if (process.env.OFFBOARDIQ_DEBUG === '1') process.stderr.write(error.stack + '\n');
	fail('OffboardIQ stopped unexpectedly: ' + String(error.message).split('\n')[0]);
}

main();
