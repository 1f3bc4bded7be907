// Electron loads this by `-r` before the app's first line. It keeps `ready` from the app, and with it every window, until
// the test calls `releaseApp()`. Why is said in start-electron.ts. CommonJS, because that is what `-r` takes.
const { app } = require('electron');

// the app reads its own command line, and finds there what it would find without us
process.argv.splice(process.argv.indexOf('-r'), 2);

const ready = app.whenReady();
const emit = app.emit.bind(app);
let isReleased = false;
/** @type {unknown[] | null} */
let heldEvent = null;
/** @type {() => void} */
let release = () => undefined;
/** @type {Promise<void>} */
const released = new Promise((resolve) => (release = resolve));

app.isReady = () => isReleased;
app.whenReady = () => released;
app.emit = (name, ...args) => {
  if (name !== 'ready' || isReleased) return emit(name, ...args);
  heldEvent = args;
  return app.listenerCount('ready') > 0;
};

globalThis.releaseApp = async () => {
  await ready;
  isReleased = true;
  release();
  if (heldEvent !== null) emit('ready', ...heldEvent);
};
