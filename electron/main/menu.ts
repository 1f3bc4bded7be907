import { Menu, type MenuItemConstructorOptions } from 'electron';
import { desktopText } from './text/desktop-text.ts';

/**
 * macOS gets its menus, because copy, paste, hide and quit live there. Elsewhere these keys work without a menu,
 * and there is none: its defaults would reload the page under running transfers.
 */
export function setupMenu(platform: NodeJS.Platform, hasDevTools: boolean): void {
  const developer: MenuItemConstructorOptions[] = hasDevTools
    ? [{ label: desktopText()('developer'), submenu: [{ role: 'toggleDevTools' }] }]
    : [];
  const mac: MenuItemConstructorOptions[] = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];
  const template = platform === 'darwin' ? [...mac, ...developer] : developer;
  Menu.setApplicationMenu(template.length === 0 ? null : Menu.buildFromTemplate(template));
}
