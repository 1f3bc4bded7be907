import './kill-point.ts';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { linkDiskThread } from '../disk-thread/disk-threads.ts';
import { startEngine } from '../engine.ts';
import { serveEngine } from '../serve-engine.ts';

// A whole engine in a process of its own, served over the channel of `fork` as the app's worker serves it to the main
// process. Goes when its parent does.

const { port1, port2 } = new MessageChannel();
port2.on('message', (message: unknown) => void process.send?.(message));
process.on('message', (message) => port2.postMessage(message));
process.on('disconnect', () => process.exit());
serveEngine(port1, startEngine, () => linkDiskThread(new Worker(join(import.meta.dirname, 'disk-child.mjs'))));
