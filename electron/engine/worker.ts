import { parentPort } from 'node:worker_threads';
import { assert } from '../../shared/errors/assert.ts';
import { linkDiskThread } from './disk-thread/disk-threads.ts';
import createDiskWorker from './disk-thread/worker.ts?nodeWorker';
import { startEngine } from './engine.ts';
import { logRejections } from './log.ts';
import { serveEngine } from './serve-engine.ts';

assert(parentPort !== null, 'the engine worker runs in a thread of its own');
const startDiskThread = () => linkDiskThread(createDiskWorker({ name: 'disk' }));
logRejections(serveEngine(parentPort, startEngine, startDiskThread));
