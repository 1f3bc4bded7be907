import { describe, expect, it } from 'vitest';
import { parseAddress } from './parse-address.ts';

describe('parseAddress()', () => {
  it.each([
    '192.168.1.20',
    '192.168.1.20:53420',
    'studio-pc.local',
    'studio-pc',
    'studio_pc:1',
    '::1',
    'fe80::4c1a:22ff:fe90:1%eth0',
    '[::1]:53420',
    '[fe80::1%eth0]',
    'bücher.example:65535',
  ])('takes %s', (typed) => {
    expect(parseAddress(` ${typed} `)).toEqual({ ok: true, address: typed });
  });

  it.each([
    // from a browser
    ['http://192.168.1.20:53420/', '192.168.1.20:53420'],
    ['HTTPS://Studio-PC.local/some/path?a=b#c', 'Studio-PC.local'],
    ['lanyard://192.168.1.20', '192.168.1.20'],
    ['lanyard://[fe80::1%25eth0]:53420/', '[fe80::1%eth0]:53420'],
    ['http://ada@studio-pc:53420', 'studio-pc:53420'],
    ['192.168.1.20/', '192.168.1.20'],
    ['192.168.1.20:53420/', '192.168.1.20:53420'],
    // from a file manager, a terminal, a printer
    ['\\\\STUDIO-PC\\share', 'STUDIO-PC'],
    ['//studio-pc/share', 'studio-pc'],
    ['192.168.1.20/24', '192.168.1.20'],
    ['192.168.001.020', '192.168.1.20'],
    // from a chat or a letter
    ['\u200b192.168.1.20\u00a0', '192.168.1.20'],
    ['192.168\u200b.1.20:\u206053420', '192.168.1.20:53420'],
    ['\u202a192.168.1.20:53420\u202c', '192.168.1.20:53420'],
    ['“192.168.1.20”', '192.168.1.20'],
    ['<http://192.168.1.20/>', '192.168.1.20'],
    ['(192.168.1.20).', '192.168.1.20'],
    ['192.168.1.20.', '192.168.1.20'],
    ['192.168.1.20:53420.', '192.168.1.20:53420'],
    ['studio-pc.local.', 'studio-pc.local'],
    ['studio-pc.local.:53420', 'studio-pc.local:53420'],
    ['studio\u2011pc', 'studio-pc'],
    // as other keyboards write it
    ['１９２．１６８。１。２０：５３４２０', '192.168.1.20:53420'],
    ['１９２｡１６８｡１｡２０', '192.168.1.20'],
    ['١٩٢.١٦٨.١.٢٠:٥٣٤٢٠', '192.168.1.20:53420'],
    ['［::1］：５３４２０', '[::1]:53420'],
    // with spaces, or the port beside it
    ['192.168.1.20 53420', '192.168.1.20:53420'],
    ['192.168.1.20, 53420', '192.168.1.20:53420'],
    ['192.168.1.20，53420', '192.168.1.20:53420'],
    ['192.168.1.20 port 53420', '192.168.1.20:53420'],
    ['192.168.1.20, Port: 53420', '192.168.1.20:53420'],
    ['192.168.1.20 : 53420', '192.168.1.20:53420'],
    ['192. 168. 1. 20', '192.168.1.20'],
    ['fe80::1 53420', '[fe80::1]:53420'],
    ['[ fe80::1 ] : 53420', '[fe80::1]:53420'],
    ['FE80::4C1A:22FF:FE90:1', 'FE80::4C1A:22FF:FE90:1'],
    ['FE80::1%eth0', 'FE80::1%eth0'],
    ['::ffff:192.168.1.20', '::ffff:192.168.1.20'],
  ])('reads %j as %s', (typed, address) => {
    expect(parseAddress(typed)).toEqual({ ok: true, address });
  });

  it.each([
    ['', 'empty'],
    ['http://', 'empty'],
    ['\u200b', 'empty'],
    ['1::2::3', 'badFormat'],
    ['12345::1', 'badFormat'],
    ['a b c', 'badFormat'],
    ['http://192.168.1.20:99999/', 'badPort'],
    ['192.168.1.20 99999', 'badPort'],
    ['   ', 'empty'],
    ['two words', 'badFormat'],
    ['192.168.1', 'badFormat'],
    ['192.168.1.256', 'badFormat'],
    ['-x', 'badFormat'],
    ['[::1', 'badFormat'],
    ['[nonsense]', 'badFormat'],
    ['host:0', 'badPort'],
    ['host:65536', 'badPort'],
    ['host:', 'badPort'],
    ['[::1]:x', 'badFormat'],
    ['[::1]:99999', 'badPort'],
    // longer than main takes
    ['1:'.repeat(200), 'badFormat'],
    [`host:${'0'.repeat(400)}80`, 'badFormat'],
  ])('refuses %j as %s', (typed, reason) => {
    expect(parseAddress(typed)).toEqual({ ok: false, reason });
  });
});
