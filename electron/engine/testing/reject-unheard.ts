import { parentPort } from 'node:worker_threads';
import { logRejections, silentLog } from '../log.ts';

const say = (text: string): void => parentPort?.postMessage(text);
logRejections({ ...silentLog, error: (message, error) => say(`${message}: ${String(error)}`) });
void Promise.reject(new Error('no memory'));
// after the turn in which Node would have ended the thread
setImmediate(() => setImmediate(() => say('still here')));
