/** The frame of the window: this device, notices, dialogs. */
export const app = {
  starting: 'Getting ready…',
  othersSeeYou: 'Others see you as “<name></name>”',
  thisDevice: 'This device: {name}',
  noNetwork: 'Not on a network',
  receivingPaused: 'Receiving is paused',
  notVisible: 'Hidden from others nearby',
  discoveryTrouble: {
    'port-taken': 'Others cannot find this device: another program keeps UDP port 5353 for itself',
    failed: 'Others cannot find this device: the system does not let it announce itself',
  },
  newIdentity: {
    title: 'This device has a new identity',
    hint: 'The file with its key was damaged and was put aside. Others now see a new device, with other words. Files received before are all there.',
  },
  onAddress: 'at {address}',
  screens: 'Screens',
  words: {
    button: 'Your device’s words',
    title: 'This is you',
    explain:
      'These words belong to this device only. When you send something, the other screen shows them. If they match, it is really you.',
    addresses: 'Where others can find you',
    addressHint: 'Only needed to add this device by address.',
    noAddress: 'Nowhere yet: this device is not on a network.',
  },
  notices: 'Messages',
  dismiss: 'Close this message',
  skipToOffer: 'Press F6 to go to it.',
  close: 'Close',
  cancel: 'Cancel',
  /** A statement as a sentence of its own. */
  sentence: '{text}.',
} as const;

export const addPeer = {
  button: 'Add by address',
  title: 'Add a device by its address',
  explain: 'For a device that does not show up by itself. You find its address there, under “Your device’s words”.',
  label: 'Address',
  placeholder: '192.168.1.20',
  submit: 'Add device',
  submitting: 'Looking…',
  empty: 'Type the address of the other device first.',
  badFormat:
    'That does not look like an address. It should look like 192.168.1.20, 192.168.1.20:53420 or studio-pc.local.',
  badPort: 'The number after the colon must be between 1 and 65535.',
  added: '{name} is here now.',
} as const;
