import type { ErrorCode } from '../../../shared/errors/codes.ts';

interface Words {
  /** What happened. One sentence without a full stop. */
  readonly title: string;
  /** What to do about it. */
  readonly hint: string;
}

/** The same words wherever it happened. */
const both = <const Title extends string, const Hint extends string>(title: Title, hint: Hint) => ({
  here: { title, hint },
  there: { title, hint },
});

const misunderstood = both(
  'The two devices did not understand each other',
  'Update Lanyard on both devices, then try again.',
);

/** `{peer}` is a name, or “the other device”. */
export const errors = {
  PROTOCOL_BAD_FRAME: misunderstood,
  PROTOCOL_TOO_LARGE: misunderstood,
  PROTOCOL_BAD_MESSAGE: misunderstood,
  PROTOCOL_UNEXPECTED_MESSAGE: misunderstood,
  PROTOCOL_BAD_MANIFEST: both(
    'The list of files makes no sense',
    'Rename files whose names are nearly the same, then send again.',
  ),
  PROTOCOL_VERSION: both('The two devices have different versions of Lanyard', 'Update Lanyard on both devices.'),
  PROTOCOL_ID_MISMATCH: both(
    'The device that answered is not the one it says it is',
    'Nothing was sent. Check that you are on a network you trust.',
  ),

  PEER_BUSY: both('Too much is going on at {peer} right now', 'Wait a moment, then try again.'),
  PEER_TIMED_OUT: both(
    'Cannot reach {peer}: no answer',
    'Check that the device is switched on and on the same network, and that no firewall is in the way.',
  ),
  PEER_SHUTTING_DOWN: {
    here: { title: 'Lanyard was closed here', hint: 'Send again: what already arrived is not lost.' },
    there: { title: 'Lanyard was closed on {peer}', hint: 'Open Lanyard there, then try again.' },
  },
  PEER_NOT_RECEIVING: {
    here: { title: 'Receiving is paused here', hint: 'Turn it on again in the settings, then let {peer} try again.' },
    there: {
      title: '{peer} takes no files at the moment',
      hint: 'Receiving is paused there. Ask to turn it on again.',
    },
  },
  PEER_PAUSED: {
    here: { title: 'Paused here', hint: 'Choose “Continue” to go on.' },
    there: { title: 'Paused on {peer}', hint: 'It goes on when somebody continues it there.' },
  },
  PEER_TESTS_NO_DISK: {
    here: { title: 'This computer measures its disk only for devices that it knows', hint: 'Exchange a file first.' },
    there: {
      title: '{peer} measures its disk only for devices that it knows',
      hint: 'Send it something first, and test again.',
    },
  },
  PEER_CANNOT_TEST: both('The Lanyard on {peer} is too old to be tested', 'Update Lanyard there, then try again.'),
  PEER_ADDRESS_NOT_FOUND: both('Cannot find this address', 'Check the spelling, or use numbers such as 192.168.1.20.'),
  PEER_REFUSED: both(
    'Cannot reach Lanyard on {peer}: it is not open there',
    'Open Lanyard there. If it is open, check the number after the colon.',
  ),
  PEER_UNREACHABLE: both(
    'Cannot reach {peer}',
    'Check that both devices are on the same network and that it is not guest Wi-Fi.',
  ),
  PEER_NOT_LANYARD: both(
    'Something answers there, but it is not Lanyard',
    'Check the address and the number after the colon.',
  ),
  PEER_CLOSED: both('The connection to {peer} was lost', 'Check that Lanyard is still open there, then try again.'),
  PEER_STALLED: both(
    'Nothing moved to or from {peer} for too long',
    'The connection may be gone, or the disk there is stuck. Try again.',
  ),
  PEER_IDENTITY_CHANGED: both(
    'A different device answers in place of {peer}',
    'Nothing was sent. If Lanyard was set up anew there, remove the old entry and compare the words.',
  ),
  PEER_IS_SELF: both('That is the address of this device', 'Type the address of the other one.'),
  PEER_UNKNOWN: both('This device is no longer known', 'Add it again, or wait until it shows up.'),

  TRANSFER_CANCELLED: {
    here: { title: 'You cancelled this', hint: 'Files that were complete by then stay.' },
    there: { title: 'Cancelled on {peer}', hint: 'Files that were complete by then stay.' },
  },
  TRANSFER_HASH_MISMATCH: both('Arrived damaged, so it was thrown away', 'Send it again.'),
  TRANSFER_SOURCE_CHANGED: both('Changed while being sent', 'Send it again once nothing writes to it.'),
  TRANSFER_SOURCE_UNREADABLE: {
    here: { title: 'This computer cannot read it', hint: 'Check its permissions, and the disk that it is on.' },
    there: {
      title: 'Could not be read on {peer}',
      hint: 'Its permissions there may not allow it, or the disk there has a fault.',
    },
  },
  TRANSFER_SOURCE_MISSING: {
    here: { title: 'It is no longer there', hint: 'It was moved or deleted after you chose it.' },
    there: { title: 'It is no longer there on {peer}', hint: 'It was moved or deleted after it was chosen.' },
  },
  TRANSFER_SOURCE_IS_LINK: both('It is a link, and links are not sent', 'Send the file or folder that it points to.'),
  TRANSFER_SOURCE_SPECIAL: both('It is not an ordinary file', 'Devices, sockets and the like cannot be sent.'),
  TRANSFER_TOO_MANY_FILES: both('Too many files for one transfer', 'Send it in several parts, or pack it first.'),
  // IPC_LIMITS.paths
  TRANSFER_TOO_MANY_THINGS: both(
    'More than 10,000 things at once, so nothing was sent',
    'Put them into a folder and send that, or send them in several parts.',
  ),
  TRANSFER_NOTHING_TO_SEND: both(
    'There is nothing here that can be sent',
    'Choose ordinary files or folders. Links, devices and parts of a page cannot be sent.',
  ),
  TRANSFER_UNKNOWN: both('This transfer is no longer known', 'Send it again.'),
  TRANSFER_FORGOTTEN: both(
    'What had arrived of it is no longer there',
    'Send it again. Files that were complete are kept.',
  ),
  TRANSFER_EXPIRED: both(
    'The other device did not come back for 7 days',
    'Send it again. Files that were complete are kept.',
  ),
  TRANSFER_NAME_NOT_TEXT: {
    here: {
      title: 'Its name is not valid text, so it was not sent',
      hint: 'Other computers could not be told the name. Rename it, then send it again. The rest is not affected.',
    },
    there: {
      title: 'Its name on {peer} is not valid text, so it was not sent',
      hint: 'It must be renamed there, then sent again. The rest is not affected.',
    },
  },
  TRANSFER_NO_PATH: {
    here: {
      title: 'Lanyard was not told where it is, so it was not sent',
      hint: 'Its name may not be valid text, or it is a part of a page. Rename or save it first. The rest is not affected.',
    },
    there: {
      title: 'Lanyard on {peer} was not told where it is, so it was not sent',
      hint: 'It must be renamed or saved there first. The rest is not affected.',
    },
  },
  TRANSFER_SOURCE_SILENT: {
    here: {
      title: 'The disk or network folder that it is on does not answer',
      hint: 'Check that disk, or the computer that shares the folder. Then send again.',
    },
    there: {
      title: 'The disk or network folder that it is on at {peer} does not answer',
      hint: 'It needs a look there. What arrived is safe.',
    },
  },
  TRANSFER_SOURCE_IN_USE: {
    here: { title: 'Another program is using it', hint: 'Close that program, then send it again.' },
    there: { title: 'Another program on {peer} is using it', hint: 'It can be sent again when that is closed.' },
  },
  TRANSFER_SIZE_UNKNOWN: {
    here: {
      title: 'What is in it does not fit its size, so it was not sent',
      hint: 'Make a copy of it in an ordinary folder and send that.',
    },
    there: {
      title: 'On {peer} what is in it does not fit its size, so it was not sent',
      hint: 'A copy of it in an ordinary folder there can be sent.',
    },
  },
  TRANSFER_PATH_TOO_LONG: {
    here: {
      title: 'It is too many folders deep, or its path is too long, so it was not sent',
      hint: 'Send the folder that it is in by itself. The rest is not affected.',
    },
    there: {
      title: 'On {peer} it is too many folders deep, or its path is too long, so it was not sent',
      hint: 'The folder that it is in can be sent by itself. The rest is not affected.',
    },
  },
  TRANSFER_FILE_TOO_LARGE: both(
    'It is larger than a transfer can be, so it was not sent',
    'A transfer holds up to 9 petabytes. The rest is not affected.',
  ),
  TRANSFER_OWN_FILE: both(
    'It is a temporary file of Lanyard’s own, so it was not sent',
    'It goes away when the transfer that it belongs to ends.',
  ),
  TRANSFER_BAD_NAME: {
    // whichever way it goes
    here: { title: 'Its name is not allowed on this computer', hint: 'Rename it, or ask for it under another name.' },
    there: { title: 'Its name is not allowed on {peer}', hint: 'Rename it, then send it again.' },
  },

  STORAGE_FULL: {
    here: {
      title: 'Not enough space here{short, select, none {} other {: {short} more needed}}',
      hint: 'Make room or choose another folder.',
    },
    there: {
      title: 'Not enough space there{short, select, none {} other {: {short} more needed}}',
      hint: 'Send less, or ask for room to be made there.',
    },
  },
  STORAGE_DENIED: {
    here: { title: 'This folder may not be written to', hint: 'Choose another folder.' },
    there: { title: 'The folder there may not be written to', hint: 'Another folder must be chosen there.' },
  },
  STORAGE_MISSING: {
    here: { title: 'The folder is gone', hint: 'Choose another folder, or plug its disk in again.' },
    there: { title: 'The folder there is gone', hint: 'Another folder must be chosen there.' },
  },
  STORAGE_NAME_TOO_LONG: {
    here: { title: 'Its name is too long for this disk', hint: 'Ask for it under a shorter name.' },
    there: { title: 'Its name is too long for the disk there', hint: 'Give it a shorter name, then send it again.' },
  },
  STORAGE_FILE_TOO_LARGE: {
    here: { title: 'Too large a file for this disk', hint: 'Choose a folder on another disk.' },
    there: { title: 'Too large a file for the disk there', hint: 'Another folder must be chosen there.' },
  },
  STORAGE_FAILED: {
    here: { title: 'This computer’s disk reported a problem', hint: 'Check the disk, then try again.' },
    there: { title: 'The disk there reported a problem', hint: 'The disk there needs a look. Then try again.' },
  },
  STORAGE_NO_MORE_FILES: {
    here: {
      title: 'This disk takes no more files, although it has room',
      hint: 'Delete many small files on it, or choose a folder on another disk.',
    },
    there: {
      title: 'The disk there takes no more files, although it has room',
      hint: 'Many small files must go there, or another folder must be chosen there.',
    },
  },
  STORAGE_OWN_FULL: {
    here: {
      title: 'No room for Lanyard’s own notes',
      hint: 'Make room on the disk with your user folder. Another folder for the files does not help.',
    },
    there: {
      title: 'No room there for Lanyard’s own notes',
      hint: 'Ask for room to be made on the disk of the user folder there.',
    },
  },
  STORAGE_OWN_FAILED: {
    here: {
      title: 'Lanyard cannot write its own notes',
      hint: 'Check the disk with your user folder, and whether you may write there. Then try again.',
    },
    there: {
      title: 'Lanyard there cannot write its own notes',
      hint: 'The disk of the user folder there needs a look. Then try again.',
    },
  },
  STORAGE_UNSAFE: {
    here: { title: 'It would have left the chosen folder, so it was refused', hint: 'Nothing was written.' },
    there: { title: 'It was refused there for safety', hint: 'It would have left the chosen folder.' },
  },

  // SETTINGS_LIMITS.peerFolders
  SETTINGS_TOO_MANY_FOLDERS: both(
    '1,000 devices have a folder of their own already, so nothing was changed',
    'Take one of them back in the settings, then choose this one again.',
  ),
  HISTORY_FAILED: both('The history cannot be read', 'Your files are safe. Restart Lanyard to try again.'),
  HISTORY_MOVED: both('It is not where it was', 'It has been moved, renamed or deleted since.'),
  UPDATE_UNREACHABLE: both('Cannot look for updates', 'Check the connection to the internet, then try again.'),
  UPDATE_UNTRUSTED: both(
    'The update is not signed by Lanyard, so it was not installed',
    'Nothing has changed. Get the new version from the place where you got this one.',
  ),
  UPDATE_BUSY: both('Files are still on their way', 'The update waits until they have arrived.'),

  IPC_BAD_ARGS: both('Lanyard did not understand itself', 'Restart Lanyard. If it happens again, please report it.'),
  IPC_UNTRUSTED_SENDER: both('This window may not do that', 'Restart Lanyard. If it happens again, please report it.'),
  ENGINE_STOPPED: {
    here: { title: 'Lanyard’s connection part stopped', hint: 'It starts again by itself. If not, restart Lanyard.' },
    there: { title: 'Lanyard stopped on {peer}', hint: 'Open Lanyard there again.' },
  },
  INTERNAL: {
    here: { title: 'Something went wrong in Lanyard', hint: 'Try again. If it happens again, please report it.' },
    there: { title: 'Something went wrong in Lanyard on {peer}', hint: 'Try again in a moment.' },
  },
} as const satisfies Record<ErrorCode, Record<'here' | 'there', Words>>;
