import { parentPort } from 'node:worker_threads';
import { assert } from '../../shared/errors/assert.ts';
import { serveHistory } from './serve-history.ts';
import { openHistoryStore } from './store.ts';

assert(parentPort !== null, 'the history worker runs in a thread of its own');
serveHistory(parentPort, openHistoryStore);
