import { parentPort } from 'node:worker_threads';
import { assert } from '../../../shared/errors/assert.ts';
import { serveDisk } from './serve-disk.ts';

assert(parentPort !== null, 'a disk thread runs in a thread of its own');
serveDisk(parentPort);
