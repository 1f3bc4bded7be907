import { connect } from 'node:net';
import { createInterface } from 'node:readline';

// The other end of wine-program.ts, in a program that it started.

const socket = connect(Number(process.env['CONTROL_PORT']), '127.0.0.1');
const lines = createInterface({ input: socket });

/** @param {unknown} message */
export function tell(message) {
  socket.write(`${JSON.stringify(message)}\n`);
}

/** @param {(message: unknown) => void} listener */
export function onMessage(listener) {
  lines.on('line', (line) => listener(JSON.parse(line)));
}

/** Calls `listener` when whoever started this program has hung up or is gone. @param {() => void} listener */
export function onHangUp(listener) {
  socket.on('error', listener);
  lines.on('close', listener);
}
