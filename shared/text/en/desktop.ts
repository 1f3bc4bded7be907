/** What is said outside the window: tray, notifications, system dialogs. */
export const desktop = {
  appName: 'Lanyard',
  /** Of the window, while bytes move. */
  title: '{percent} · Lanyard',
  someone: 'A device',
  offer: {
    files: '{peer} wants to send you {count, plural, one {# file} other {# files}}',
    folders: '{peer} wants to send you {count, plural, one {# folder} other {# folders}}',
    body: '{size} · not verified yet',
    accept: 'Accept',
    decline: 'Decline',
  },
  thing: '“{title}”',
  received: {
    done: 'Received {count, plural, one {# file} other {# files}} from {peer}',
    folders: 'Received a folder from {peer}',
    partial: 'Received {done} of {total, plural, one {# file} other {# files}} from {peer}',
    missing: '“{title}”: {count, plural, one {# file} other {# files}} could not be saved. Open Lanyard to see why.',
    failed: 'The transfer from {peer} failed',
  },
  sent: {
    done: 'Sent {count, plural, one {# file} other {# files}} to {peer}',
    folders: 'Sent a folder to {peer}',
    partial: 'Sent {done} of {total, plural, one {# file} other {# files}} to {peer}',
    missing: '“{title}”: {count, plural, one {# file} other {# files}} did not arrive. Open Lanyard to see why.',
    failed: 'The transfer to {peer} failed',
    declined: '{peer} declined',
  },
  heldUp: {
    sent: 'The transfer to {peer} is paused',
    received: 'The transfer from {peer} is paused',
  },
  why: '“{title}”: {why}',
  quit: {
    question: '{count, plural, one {# transfer is running.} other {# transfers are running.}}',
    goesOn:
      '{count, plural, one {It goes on when Lanyard is started again.} other {They go on when Lanyard is started again.}}',
    quit: 'Quit',
    keep: 'Keep Running',
  },
  chooseFiles: { title: 'Choose files to send', button: 'Send' },
  chooseFolders: { title: 'Choose folders to send', button: 'Send' },
  chooseDestination: { title: 'Choose where to save', button: 'Choose' },
  chooseReceipt: { title: 'Save the receipt', button: 'Save' },
  tray: {
    tooltip: 'Lanyard',
    busy: 'Lanyard: {percent}',
    paused: 'Lanyard: receiving is paused',
    held: 'Lanyard: {count, plural, one {# transfer waits} other {# transfers wait}}',
    open: 'Open Lanyard',
    sendTo: 'Send files to {peer}…',
    sendToAway: 'Send files to {peer} (away, gets them later)…',
    nobody: 'No device nearby',
    pause: 'Pause Receiving',
    quit: 'Quit Lanyard',
  },
  stays: {
    title: 'Lanyard keeps running',
    tray: 'Others can still send you files. To quit, use the Lanyard icon near the clock. Starting Lanyard again brings its window back.',
    menuBar: 'Others can still send you files. To quit, use the Lanyard icon in the menu bar.',
    ok: 'OK',
  },
  sendFailed: 'Nothing was sent to {peer}',
  given: {
    missing:
      '{count, plural, one {# of the things to send is not on this computer.} other {# of the things to send are not on this computer.}}',
    nothing: 'What you chose to send is not on this computer.',
    tooMany:
      'Only the first {count, plural, one {# thing is} other {# things are}} taken. Put the rest into a folder and send that.',
  },
  developer: 'Developer',
} as const;
