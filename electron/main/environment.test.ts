import { describe, expect, it } from 'vitest';
import { readEnvironment, type Computer } from './environment.ts';

const computer: Computer = {
  hostname: 'bobs-laptop.example.org',
  platform: 'linux',
  downloadsDir: '/home/bob/Downloads',
  homeDir: '/home/bob',
  userDataDir: '/home/bob/.config/Lanyard',
  currentDir: '/home/bob',
  isPackaged: false,
};

const read = (env: Record<string, string>) => readEnvironment(env, computer);

describe('readEnvironment', () => {
  it('needs no variable at all', () => {
    expect(read({})).toEqual({
      engine: {
        name: 'bobs-laptop',
        platform: 'linux',
        dataDir: '/home/bob/.config/Lanyard/engine',
        inboxDir: '/home/bob/Downloads',
        peerFolders: {},
        existingNames: 'skip-identical',
        isReceiving: true,
        isVisible: true,
        interfaces: null,
        uploadLimit: null,
        downloadLimit: null,
        port: 53_420,
        listen: null,
        isDiscoveryOn: true,
        peers: [],
      },
      isInboxDefault: true,
      ignored: [],
      refused: [],
    });
  });

  it('takes all six', () => {
    const { engine, isInboxDefault, ignored } = read({
      LANYARD_NAME: '  Studio 林  ',
      LANYARD_PORT: '0',
      LANYARD_LISTEN: '127.0.0.1, ::1',
      LANYARD_INBOX: 'in',
      LANYARD_DISCOVERY: 'off',
      LANYARD_PEERS: '127.0.0.1:1,[::1]:65535 ,nas.local:53420,',
    });
    expect(engine).toMatchObject({
      name: 'Studio 林',
      port: 0,
      listen: ['127.0.0.1', '::1'],
      inboxDir: '/home/bob/in',
      isDiscoveryOn: false,
      peers: ['127.0.0.1:1', '[::1]:65535', 'nas.local:53420'],
    });
    expect(isInboxDefault).toBe(false);
    expect(ignored).toEqual([]);
  });

  it('heeds only what chooses a port or restricts when it is packaged', () => {
    const env = {
      LANYARD_NAME: 'Bob’s bank',
      LANYARD_PORT: '4000',
      LANYARD_LISTEN: '127.0.0.1',
      LANYARD_INBOX: '/home/bob/.config/autostart',
      LANYARD_DISCOVERY: 'off',
      LANYARD_PEERS: 'evil.example.org:1',
    };
    const environment = readEnvironment(env, { ...computer, isPackaged: true });
    expect(environment.engine).toMatchObject({
      name: 'bobs-laptop',
      port: 4_000,
      listen: ['127.0.0.1'],
      inboxDir: '/home/bob/Downloads',
      isDiscoveryOn: false,
      peers: [],
    });
    expect(environment).toMatchObject({
      isInboxDefault: true,
      ignored: [],
      refused: ['LANYARD_INBOX', 'LANYARD_NAME', 'LANYARD_PEERS'],
    });
    const mistyped = readEnvironment({ LANYARD_PORT: '$(reboot)' }, { ...computer, isPackaged: true });
    expect(mistyped).toMatchObject({ engine: { port: 53_420 }, ignored: ['LANYARD_PORT'] });
  });

  it('takes an empty variable for a missing one', () => {
    const { engine, ignored } = read({ LANYARD_NAME: ' ', LANYARD_PORT: '', LANYARD_LISTEN: '', LANYARD_PEERS: '' });
    expect(engine).toMatchObject({ name: 'bobs-laptop', port: 53_420, listen: null, peers: [] });
    expect(ignored).toEqual([]);
  });

  it.each([
    ['LANYARD_NAME', 'x'.repeat(65)],
    ['LANYARD_NAME', 'Bob\u202Egpj'],
    ['LANYARD_NAME', 'Bob\nEve'],
    ['LANYARD_PORT', '65536'],
    ['LANYARD_PORT', '-1'],
    ['LANYARD_PORT', '80 '.repeat(2)],
    ['LANYARD_PORT', '0x50'],
    ['LANYARD_PEERS', 'nas.local'],
    ['LANYARD_PEERS', '127.0.0.1:0'],
    ['LANYARD_PEERS', '::1:53420'],
    ['LANYARD_PEERS', '[nas]:53420'],
  ])('ignores %s=%j and says so', (name, value) => {
    const { engine, ignored } = read({ [name]: value });
    expect(ignored).toEqual([name]);
    expect(engine).toEqual(read({}).engine);
  });

  it.each(['localhost', '127.0.0.1,eth0', ','])('listens on loopback only when LANYARD_LISTEN=%s', (listen) => {
    const { engine, ignored } = read({ LANYARD_LISTEN: listen });
    expect(engine.listen).toEqual(['127.0.0.1']);
    expect(ignored).toEqual(['LANYARD_LISTEN']);
  });

  it('keeps discovery off when LANYARD_DISCOVERY is not understood', () => {
    const { engine, ignored } = read({ LANYARD_DISCOVERY: 'false' });
    expect(engine.isDiscoveryOn).toBe(false);
    expect(ignored).toEqual(['LANYARD_DISCOVERY']);
  });

  it('takes no name that the wire does not carry', () => {
    expect(read({ LANYARD_NAME: '🦊'.repeat(32) }).engine.name).toBe('🦊'.repeat(32));
    expect(read({ LANYARD_NAME: '🦊'.repeat(33) }).ignored).toEqual(['LANYARD_NAME']);
  });

  it.each([
    ['', 'Lanyard'],
    ['.local', 'Lanyard'],
    ['a'.repeat(80), 'a'.repeat(64)],
  ])('names a computer called %j %j', (hostname, name) => {
    expect(readEnvironment({}, { ...computer, hostname }).engine.name).toBe(name);
  });

  it('does not receive into the home folder itself', () => {
    const { engine } = readEnvironment({}, { ...computer, downloadsDir: '/home/bob/' });
    expect(engine.inboxDir).toBe('/home/bob/Downloads');
  });

  it.each([
    ['win32', 'windows'],
    ['darwin', 'macos'],
    ['freebsd', 'other'],
  ] as const)('knows %s as %s', (platform, known) => {
    expect(readEnvironment({}, { ...computer, platform }).engine.platform).toBe(known);
  });
});
