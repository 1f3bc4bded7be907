import './play-streams.ts';
import '../../../electron/engine/testing/kill-point.ts';
import { MessageChannel } from 'node:worker_threads';
import { startEngine } from '../../../electron/engine/engine.ts';
import { serveEngine } from '../../../electron/engine/serve-engine.ts';
import { playTrash } from '../../../electron/engine/testing/trash-folder.ts';
import { onHangUp, onMessage, tell } from '../programs/control-line.mjs';

// A whole engine in node.exe, served over a line of loopback TCP as the app's worker serves it to the main process.

const moveToTrash = playTrash(process.env['TRASH_DIR'] ?? '');
const { port1, port2 } = new MessageChannel();
port2.on('message', tell);
onMessage((message) => port2.postMessage(message));
onHangUp(() => process.exit(0));
// what the system refuses has to be refused in here: Linux would move a file that Windows holds
serveEngine(port1, (options, onEvent, log) =>
  startEngine(options, onEvent, log, (path) => moveToTrash(path).catch(() => false)),
);
