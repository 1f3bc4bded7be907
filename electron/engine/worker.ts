import { parentPort } from 'node:worker_threads';
import { assert } from '../../shared/errors/assert.ts';
import { startEngine } from './engine.ts';
import { logRejections } from './log.ts';
import { serveEngine } from './serve-engine.ts';

assert(parentPort !== null, 'the engine worker runs in a thread of its own');
logRejections(serveEngine(parentPort, startEngine));
