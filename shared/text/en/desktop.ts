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
  /** Files named on a command line or by a file manager that are not taken; their names follow. */
  given: {
    missing:
      '{count, plural, one {# of the things to send is not on this computer:} other {# of the things to send are not on this computer:}}',
    notText:
      '{count, plural, one {The name of # of the things to send is not valid text, so other computers could not be told it. Rename it, then send it:} other {The names of # of the things to send are not valid text, so other computers could not be told them. Rename them, then send them:}}',
    denied:
      '{count, plural, one {This computer may not look at # of the things to send. Check the permissions of its folder:} other {This computer may not look at # of the things to send. Check the permissions of their folders:}}',
    silent:
      '{count, plural, one {The disk or network folder of # of the things to send does not answer. Check it, then send again:} other {The disk or network folder of # of the things to send does not answer. Check it, then send again:}}',
    others: '{count, plural, one {and # other} other {and # others}}',
    rest: 'The rest is taken.',
    tooMany:
      'Only the first {count, plural, one {# thing is} other {# things are}} taken. Put the rest into a folder and send that.',
  },
  /** A box, and the terminal, instead of a window. */
  cannotStart: {
    title: 'Lanyard cannot start',
    noFolder:
      'The system tells no folder in which Lanyard could keep its settings. Check that your home folder can be written to, then start Lanyard again.',
    ownFolder: 'Lanyard keeps its settings and its key in this folder, and cannot use it:',
    tempFolder: 'Lanyard needs the folder for temporary files, and cannot use it:',
    why: '{why, select, denied {It may not be written to. Check its permissions and whether its disk is read-only, then start Lanyard again.} full {Its disk is full. Make room there, then start Lanyard again.} notFolder {It is not a folder, or one that it is in is not there. Move what is in the way, then start Lanyard again.} noLinks {Its disk can keep no links, which Lanyard needs there. Start Lanyard with --user-data-dir and a folder on another disk.} other {Its disk reported a problem. Check the disk, then start Lanyard again.}}',
    lock: 'Something stands where Lanyard notes down that it is running:\n{path}\n\nIf no Lanyard runs with this folder, on this computer or another one, remove that, then start Lanyard again.',
    handOver:
      'What you chose to send could not be handed to Lanyard: {reason}. Nothing was sent. Drop it on a device in Lanyard’s window instead.',
    bug: 'Something went wrong in Lanyard. Files that had arrived are safe; what was under way goes on when Lanyard is started again. If it happens again, please report it with this text:\n{reason}',
    safe: 'Nothing was sent or received, and nothing was changed.',
    ended: 'Lanyard has to end',
  },
  developer: 'Developer',
} as const;
