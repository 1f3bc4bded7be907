/** The history screen. What a transfer and a file are called there is in `transfers`. */
export const history = {
  title: 'History',
  back: 'Back',
  search: 'Search files and devices',
  searchEmpty: 'Empty the search',
  filter: {
    label: 'Show',
    all: 'All',
    sent: 'Sent',
    received: 'Received',
    problems: 'Problems',
  },
  found: '{count, plural, =0 {Nothing found} one {# found} other {# found}}',
  result: {
    sent: 'Sent',
    received: 'Received',
    interrupted: 'Lanyard stopped in the middle of this',
  },
  action: {
    again: 'Send again',
    remove: 'Remove from the history',
    removeLabel: 'Remove {title} from the history',
  },
  noFiles: 'No files are known of this.',
  copyHash: 'Copy SHA-256',
  copyHashLabel: 'Copy the SHA-256 of {name}',
  hashCopied: 'Copied',
  clear: {
    button: 'Clear history',
    title: 'Clear the whole history?',
    explain: 'The list is emptied for good. Files that you sent or received stay where they are.',
    confirm: 'Clear',
  },
  empty: {
    title: 'Nothing yet',
    lead: 'What you send and receive is listed here, on this computer only.',
  },
  emptyOff: {
    title: 'The history is turned off',
    lead: 'Nothing that you send or receive is written down.',
  },
  nothingFound: {
    title: 'Nothing found',
    lead: 'Try a part of a name, or show all.',
  },
  off: 'The history is turned off: nothing new is added.',
  openSettings: 'Open settings',
  keptAside: {
    title: 'The old history could not be read, so a new one was begun.',
    hint: 'It is kept as {name} beside Lanyard’s other data.',
  },
  retry: 'Try again',
} as const;
