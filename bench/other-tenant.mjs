// A second tenant in a process of its own, with another id than that of `offboardiq sandbox`: prints its connection.
import runnerIndex from '../dist/runner/index.js';

const sandbox = await runnerIndex.startSandbox({ port: 0, users: 300, seed: 7 });
console.log(JSON.stringify(sandbox.connection));
