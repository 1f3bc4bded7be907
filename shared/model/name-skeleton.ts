/** Letters of other scripts that look like Latin ones, as capitals and as small letters: the second string of each pair. */
const LOOKALIKES: readonly (readonly [letters: string, latin: string])[] = [
  // Cyrillic
  ['АВЕЅІЈКМНОРСТУХҮԌԚԜӀ', 'ABESIJKMHOPCTYXYGQWI'],
  ['авеѕіјкмнорстухһԁԛԝӏгпьү', 'abesijkmhopctyxhdqwlrnby'],
  // Greek
  ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳ', 'ABEZHIKMNOPTYXCJ'],
  ['αβεικνορτυχγωηϲμ', 'abeikvoptuxywncu'],
  // Armenian, Latin of its own kind
  ['ՕօհոսցզԼ', 'OohnugqL'],
  ['ıɑɡłøđħŀƒʀɴɪʏ', 'iaglodhlfrniy'],
];

const toLatin = new Map(
  LOOKALIKES.flatMap(([letters, latin]) =>
    Array.from(letters, (letter, index) => [letter, latin[index] ?? letter] as const),
  ),
);

/**
 * What is left of a name for a quick glance: names that look alike have the same one. Case, accents, spaces, punctuation
 * and invisible characters do not count, nor the script of a letter, nor whether it is `0` or `O`, `1`, `I` or `l`.
 * Empty: nothing that could be mistaken.
 */
export function nameSkeleton(name: string): string {
  return Array.from(name.normalize('NFKD'), (letter) => toLatin.get(letter) ?? letter)
    .join('')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{Mc}]/gu, '')
    .replaceAll(/[il1]/g, 'l')
    .replaceAll('0', 'o')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}
