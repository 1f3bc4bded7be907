/** Files that came from a file manager or a command line, and wait for a device to go to. */
export const pending = {
  title: 'Send “{title}”{others, plural, =0 {} one { and # other} other { and # others}} to…',
  choose: 'Choose a device.',
  waiting: 'Waiting for a device nearby…',
  waitingHint: 'Open Lanyard on the other computer. It appears here by itself.',
  ready: '{name} is ready to receive.',
} as const;
