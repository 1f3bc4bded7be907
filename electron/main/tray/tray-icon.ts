import { readFileSync } from 'node:fs';
import { nativeImage, type NativeImage } from 'electron';
import size16 from './icons/tray-16.png?asset';
import size20 from './icons/tray-20.png?asset';
import size22 from './icons/tray-22.png?asset';
import size24 from './icons/tray-24.png?asset';
import size32 from './icons/tray-32.png?asset';
import size44 from './icons/tray-44.png?asset';
import template16 from './icons/tray-template-16.png?asset';
import template32 from './icons/tray-template-32.png?asset';

type Sizes = readonly (readonly [scaleFactor: number, file: string])[];

// drawn from build/tray.svg; a colour that stands out on light and on dark needs no second drawing
const WINDOWS: Sizes = [
  [1, size16],
  [1.25, size20],
  [1.5, size24],
  [2, size32],
];
const LINUX: Sizes = [
  [1, size22],
  [2, size44],
];
// from build/tray-template.svg
const MAC: Sizes = [
  [1, template16],
  [2, template32],
];

/** The icon for this system's tray, in every size that it may ask for. */
export function createTrayIcon(platform: NodeJS.Platform): NativeImage {
  const icon = nativeImage.createEmpty();
  for (const [scaleFactor, file] of sizesFor(platform)) {
    icon.addRepresentation({ scaleFactor, buffer: readFileSync(file) });
  }
  icon.setTemplateImage(platform === 'darwin');
  return icon;
}

function sizesFor(platform: NodeJS.Platform): Sizes {
  if (platform === 'darwin') return MAC;
  return platform === 'win32' ? WINDOWS : LINUX;
}
