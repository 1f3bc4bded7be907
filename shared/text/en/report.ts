/** What came of a transfer that has ended, in the list and in the history. */
export const report = {
  sent: '{count, number} sent',
  received: '{count, number} received',
  wasThere: '{count, plural, one {# was there already} other {# were there already}}',
  replaced: '{count, plural, one {# old file is in the trash} other {# old files are in the trash}}',
  renamed: '{count, plural, one {# name changed} other {# names changed}}',
  notExecutable:
    '{count, plural, one {# program is not marked as executable} other {# programs are not marked as executable}}',
  leftOut: '{count, plural, one {# thing was not sent} other {# things were not sent}}',
  notReplaced:
    '{count, plural, one {# file could not replace the old one} other {# files could not replace the old ones}}',
  showLabel: '{report}: show them',
  remark: {
    'was-there': 'Was there already',
    replaced: 'The old file is in the trash',
    'not-replaced': 'The old file could not be moved to the trash',
    renamed: 'Has another name here',
    'not-executable': 'Not marked as executable',
  },
} as const;
