import { describe, expect, it } from 'vitest';
import { readFileArguments, withoutFiles, type CommandLine } from './file-arguments.ts';

const line = (argv: readonly string[], changes: Partial<CommandLine> = {}): CommandLine => ({
  argv: ['/opt/Lanyard/lanyard', ...argv],
  currentDir: '/home/ann',
  isPackaged: true,
  platform: 'linux',
  ...changes,
});
const onWindows = { platform: 'win32', currentDir: 'C:\\Users\\Ann' } as const;

describe('readFileArguments', () => {
  it.each([
    ['nothing', [], []],
    ['a relative path', ['a.txt'], ['/home/ann/a.txt']],
    ['a path upwards', ['../bob/./a'], ['/home/bob/a']],
    ['an absolute path', ['/tmp/a'], ['/tmp/a']],
    ['spaces and other letters', ['my file 林 🦊.txt'], ['/home/ann/my file 林 🦊.txt']],
    ['several', ['a', 'b'], ['/home/ann/a', '/home/ann/b']],
    ['the same twice', ['a', './a'], ['/home/ann/a']],
    ['an empty one', ['', 'a'], ['/home/ann/a']],
    ['switches around it', ['--hidden', 'a', '--user-data-dir=/x', '-psn_0_123'], ['/home/ann/a']],
    [
      'what looks like a switch behind --',
      ['--hidden', '--', '--hidden', '-x'],
      ['/home/ann/--hidden', '/home/ann/-x'],
    ],
    ['a second --', ['--', '--', 'a'], ['/home/ann/--', '/home/ann/a']],
    ['files before and behind --', ['a', '--', 'b'], ['/home/ann/a', '/home/ann/b']],
    ['a URI', ['file:///home/ann/my%20file%20%E6%9E%97%25.txt'], ['/home/ann/my file 林%.txt']],
    ['a URI of localhost', ['file://localhost/tmp/a'], ['/tmp/a']],
    ['a URI with one slash', ['file:/tmp/a'], ['/tmp/a']],
    ['a URI with a query and a fragment in its name', ['file:///tmp/a%3Fb%23c'], ['/tmp/a?b#c']],
    ['a name with a colon', ['note: x'], ['/home/ann/note: x']],
  ])('finds %s', (_what, argv, paths) => {
    expect(readFileArguments(line(argv))).toEqual({ paths, unusable: [] });
  });

  it.each([
    ['another scheme', 'https://example.org/a', 'elsewhere'],
    ['a share', 'smb://server/a', 'elsewhere'],
    ['the trash', 'trash:///a', 'elsewhere'],
    ['a file of another computer', 'file://server/a', 'elsewhere'],
    ['a broken escape', 'file:///a%ZZ', 'notText'],
    ['a Latin-1 name as a URI', 'file:///tmp/caf%E9.txt', 'notText'],
    ['a hidden slash', 'file:///a%2Fb', 'elsewhere'],
    ['a zero', 'file:///a%00b', 'elsewhere'],
    ['a zero in a path', 'a\0b', 'elsewhere'],
  ])('names %s as unusable', (_what, argument, why) => {
    const unusable = [{ name: argument, why }];
    expect(readFileArguments(line([argument, 'b']))).toEqual({ paths: ['/home/ann/b'], unusable });
  });

  it('does not take another file for one whose name is no text', () => {
    const unusable = [{ name: 'caf\u{fffd}.txt', why: 'notText' }];
    const read = readFileArguments(line(['caf\u{fffd}.txt', 'b']), new Set(['caf\u{fffd}.txt']));
    expect(read).toEqual({ paths: ['/home/ann/b'], unusable });
    expect(readFileArguments(line(['caf\u{fffd}.txt'])).paths).toEqual(['/home/ann/caf\u{fffd}.txt']);
  });

  it.each([
    ['a drive', ['D:\\Photos\\a b.jpg'], ['D:\\Photos\\a b.jpg']],
    ['a drive with slashes', ['D:/Photos/a'], ['D:\\Photos\\a']],
    ['a relative path', ['a\\b'], ['C:\\Users\\Ann\\a\\b']],
    ['a share', ['\\\\server\\share\\a'], ['\\\\server\\share\\a']],
    ['a URI', ['file:///C:/Users/Ann/a%20b'], ['C:\\Users\\Ann\\a b']],
    ['a URI of a share', ['file://server/share/a'], ['\\\\server\\share\\a']],
  ])('finds %s on Windows', (_what, argv, paths) => {
    expect(readFileArguments(line(argv, onWindows))).toEqual({ paths, unusable: [] });
  });

  it.each([
    ['first', ['/src/lanyard', 'a']],
    ['behind switches', ['--no-sandbox', '/src/lanyard', '--user-data-dir=/x', 'a']],
    ['before --', ['/src/lanyard', '--', 'a']],
  ])('passes over the folder of an app that is not packaged, %s', (_where, argv) => {
    expect(readFileArguments(line(argv, { isPackaged: false })).paths).toEqual(['/home/ann/a']);
  });
});

describe('withoutFiles', () => {
  it('keeps the switches', () => {
    expect(withoutFiles(line(['--hidden', 'a', '--x=1', '--', '--b', 'c']))).toEqual(['--hidden', '--x=1']);
  });

  it('keeps the folder of an app that is not packaged', () => {
    const argv = ['--no-sandbox', '/src/lanyard', 'a', '--x=1', '--', 'b'];
    expect(withoutFiles(line(argv, { isPackaged: false }))).toEqual(['--no-sandbox', '/src/lanyard', '--x=1']);
  });
});
