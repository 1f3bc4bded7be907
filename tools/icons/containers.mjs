/** @typedef {{ sizePx: number, png: Buffer }} Picture square */

/**
 * Windows' icon file with PNGs in it, which it reads since Vista.
 * @param {readonly Picture[]} pictures at most 256 pixels each
 */
export function packIco(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = header.length;
  for (const [index, { sizePx, png }] of pictures.entries()) {
    const at = 6 + 16 * index;
    // a byte: 0 means 256
    header.writeUInt8(sizePx % 256, at);
    header.writeUInt8(sizePx % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)]);
}

/** Apple's names of sizes that may be PNGs; those at double density are the same pictures. */
const ICNS_TYPES = new Map([
  [32, ['ic11', 'icp5']],
  [64, ['ic12']],
  [128, ['ic07']],
  [256, ['ic08', 'ic13']],
  [512, ['ic09', 'ic14']],
  [1024, ['ic10']],
]);

/**
 * macOS's icon file.
 * @param {readonly Picture[]} pictures
 */
export function packIcns(pictures) {
  const parts = pictures.flatMap(({ sizePx, png }) =>
    (ICNS_TYPES.get(sizePx) ?? []).map((type) => Buffer.concat([chunkHead(type, png.length), png])),
  );
  return Buffer.concat([
    chunkHead(
      'icns',
      parts.reduce((sum, part) => sum + part.length, 0),
    ),
    ...parts,
  ]);
}

/**
 * @param {string} type
 * @param {number} length of what follows
 */
function chunkHead(type, length) {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(length + 8, 4);
  return head;
}
