import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FilePlaces, isJustPlaced } from './file-places.ts';
import type { NameTraits } from './manifest-check.ts';
import { MemoryNotes } from './testing/memory-notes.ts';

const LINUX: NameTraits = { rules: 'posix', isCaseInsensitive: false, isNormalizing: false, maxNameBytes: 255 };
const WINDOWS: NameTraits = { ...LINUX, rules: 'windows', isCaseInsensitive: true };
const MACOS: NameTraits = { ...LINUX, isCaseInsensitive: true, isNormalizing: true };

function placesOn(traits: NameTraits): FilePlaces {
  const places = new FilePlaces(path.resolve('/inbox'), new MemoryNotes(), traits);
  onTestFinished(() => places.release());
  return places;
}

it.each([
  ['Windows', WINDOWS, 'photo.JPG', true],
  ['macOS', MACOS, 'PHOTO.jpg', true],
  ['Linux', LINUX, 'photo.jpg', false],
  ['Linux', LINUX, 'Photo.jpg', true],
])('what was just placed is known by every name that %s takes for its own', (_, traits, name, isKnown) => {
  const places = placesOn(traits);
  places.save(0, 'Trip/Photo.jpg');
  expect(places.isTaken(`Trip/${name}`)).toBe(isKnown);
  expect(isJustPlaced(path.resolve('/inbox/Trip', name))).toBe(isKnown);
});

it('a name that is about to be taken is given back under any spelling', () => {
  const places = placesOn(MACOS);
  const takeBack = places.announce('\u00e9');
  expect(places.isTaken('E\u0301')).toBe(true);
  takeBack();
  expect(places.isTaken('E\u0301')).toBe(false);
});
