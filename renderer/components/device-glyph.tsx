import type { ReactNode } from 'react';
import type { Platform } from '../../shared/model/peer.ts';

/** Drawn on the screen of the device: panes, a command loop, a prompt, nothing. No maker's mark. */
const ON_SCREEN: Record<Platform, ReactNode> = {
  windows: <path d="M16.5 11.5h6v4.5h-6zM25.5 11.5h6v4.5h-6zM16.5 19h6v4.5h-6zM25.5 19h6v4.5h-6z" strokeWidth="1.4" />,
  macos: (
    <path
      d="M21.5 15v5h5v-5zM21.5 15h-1.6a1.9 1.9 0 1 1 1.6-1.9zM26.5 15v-1.9a1.9 1.9 0 1 1 1.6 1.9zM26.5 20h1.6a1.9 1.9 0 1 1-1.6 1.9zM21.5 20v1.9a1.9 1.9 0 1 1-1.6-1.9z"
      strokeWidth="1.4"
    />
  ),
  linux: <path d="m18 13 4.5 4.5L18 22m7 .5h6" strokeWidth="1.75" />,
  other: null,
};

/** The body of the device: a desktop screen, or a laptop. */
const BODY: Record<Platform, ReactNode> = {
  windows: (
    <path d="M10 7h28a2.5 2.5 0 0 1 2.5 2.5v16A2.5 2.5 0 0 1 38 28H10a2.5 2.5 0 0 1-2.5-2.5v-16A2.5 2.5 0 0 1 10 7zM24 28v7m-8 1h16" />
  ),
  macos: (
    <path d="M12.5 7h23A2.5 2.5 0 0 1 38 9.5V28H10V9.5A2.5 2.5 0 0 1 12.5 7zM5 33h38c0 2-1.5 3.5-3.5 3.5h-31C6.5 36.5 5 35 5 33z" />
  ),
  linux: (
    <path d="M10 7h28a2.5 2.5 0 0 1 2.5 2.5v16A2.5 2.5 0 0 1 38 28H10a2.5 2.5 0 0 1-2.5-2.5v-16A2.5 2.5 0 0 1 10 7zM24 28v7m-8 1h16" />
  ),
  other: (
    <path d="M12.5 7h23A2.5 2.5 0 0 1 38 9.5V28H10V9.5A2.5 2.5 0 0 1 12.5 7zM5 33h38c0 2-1.5 3.5-3.5 3.5h-31C6.5 36.5 5 35 5 33z" />
  ),
};

interface DeviceGlyphProps {
  readonly platform: Platform;
  /** Side of the square in CSS pixels. */
  readonly sizePx?: number;
}

/** What kind of machine. Decoration: the platform is said in words where it matters. */
export function DeviceGlyph({ platform, sizePx = 40 }: DeviceGlyphProps) {
  return (
    <svg
      width={sizePx}
      height={sizePx}
      viewBox="0 0 48 44"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
      strokeLinecap="round"
      aria-hidden="true"
    >
      {BODY[platform]}
      {ON_SCREEN[platform]}
    </svg>
  );
}
