import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '../../../shared/errors/result.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/model/settings.ts';
import type { FakeWorld } from '../../testing/fake-api.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makePeer, makeSettingsView, makeTransfer } from '../../testing/sample-data.ts';

afterEach(cleanup);

const refused = failure({ code: 'STORAGE_FULL', at: 'here' });
const withSettings = (changes: Partial<Settings>) =>
  makeSettingsView({ settings: { ...DEFAULT_SETTINGS, ...changes } });

async function openSettings(world: FakeWorld = {}) {
  const app = await renderApp(world);
  const opener = screen.getByTestId('open-settings');
  opener.focus();
  fireEvent.click(opener);
  await screen.findByTestId('settings-screen');
  return { ...app, opener, changes: () => app.callsOf('changeSettings').map(([patch]) => patch) };
}

const type = (input: HTMLElement, value: string): void => void fireEvent.change(input, { target: { value } });
const save = (input: HTMLElement): void => void fireEvent.keyDown(input, { key: 'Enter' });

describe('the settings screen', () => {
  it('takes the keyboard to its heading, and back to its button', async () => {
    const { opener } = await openSettings();
    expect(document.activeElement?.textContent).toBe('Settings');
    expect(opener.getAttribute('aria-current')).toBe('page');
    fireEvent.keyDown(document.activeElement!, { key: 'Escape' });
    expect(screen.queryByTestId('settings-screen')).toBeNull();
    expect(document.activeElement).toBe(opener);
  });

  it('is left by its arrow and by its button', async () => {
    const { opener } = await openSettings();
    fireEvent.click(screen.getByTestId('screen-back'));
    expect(screen.queryByTestId('settings-screen')).toBeNull();
    fireEvent.click(opener);
    fireEvent.click(opener);
    expect(screen.queryByTestId('settings-screen')).toBeNull();
  });

  it('shows nothing that this desktop cannot do', async () => {
    const abilities = { tray: false, loginItem: false, updates: false };
    await openSettings({ settings: makeSettingsView({ abilities, languages: [{ tag: 'en', name: 'English' }] }) });
    for (const id of ['setting-usesTray', 'setting-startsAtLogin', 'setting-looksForUpdates', 'setting-language'])
      expect(screen.queryByTestId(id)).toBeNull();
    expect(screen.queryByText('Updates')).toBeNull();
    expect(screen.getByTestId('setting-notifies')).toBeTruthy();
  });

  it.each([
    ['isVisible', false],
    ['isReceiving', false],
    ['startsAtLogin', true],
    ['usesTray', false],
    ['notifies', false],
    ['keepsHistory', false],
    ['looksForUpdates', false],
  ] as const)('switches %s', async (name, expected) => {
    const { changes } = await openSettings();
    fireEvent.click(screen.getByTestId(`setting-${name}`));
    await waitFor(() => expect(changes()).toEqual([{ [name]: expected }]));
  });

  it('goes back and says why when a change is refused', async () => {
    const { answerNext } = await openSettings();
    answerNext('changeSettings', refused);
    const toggle = screen.getByTestId('setting-notifies');
    fireEvent.click(toggle);
    await screen.findByText('Not enough space here. Make room or choose another folder.');
    expect(toggle.getAttribute('aria-checked')).toBe('true');
    const described = toggle.getAttribute('aria-describedby')?.split(' ') ?? [];
    expect(described.map((id) => document.getElementById(id)?.textContent).join(' ')).toContain('Not enough space');
  });

  it('follows a change from elsewhere', async () => {
    const { emit } = await openSettings();
    act(() => emit('settings:changed', withSettings({ isReceiving: false })));
    expect(screen.getByTestId('setting-isReceiving').getAttribute('aria-checked')).toBe('true');
  });
});

describe('the name', () => {
  it.each(['书房里的电脑', '🎧 Studio', 'x'.repeat(64), 'حاسوب المطبخ'])('becomes %j with Enter', async (name) => {
    const { changes, store } = await openSettings();
    const input = screen.getByTestId<HTMLInputElement>('setting-deviceName');
    type(input, ` ${name} `);
    save(input);
    fireEvent.blur(input);
    await screen.findByTestId('saved');
    expect(changes()).toEqual([{ deviceName: name }]);
    expect(input.value).toBe(name);
    expect(store.getState().politely?.text).toBe('Saved');
  });

  it.each([
    ['  ', 'Type a name first.'],
    ['x'.repeat(65), 'This name is too long. Please shorten it.'],
    ['a\u202eb', 'This name has characters in it that cannot be seen. Please type it again.'],
  ])('is not kept as %j, and says why while it is typed', async (name, words) => {
    const { changes } = await openSettings();
    const input = screen.getByTestId<HTMLInputElement>('setting-deviceName');
    type(input, name);
    expect(screen.getByText(words)).toBeTruthy();
    expect(input.getAttribute('aria-invalid')).toBe('true');
    fireEvent.blur(input);
    expect(changes()).toEqual([]);
  });

  it('takes back what was typed with Escape, and leads out with the next', async () => {
    const { changes } = await openSettings();
    const input = screen.getByTestId<HTMLInputElement>('setting-deviceName');
    type(input, 'Half a na');
    fireEvent.keyDown(input, { key: 'Escape' });
    expect(input.value).toBe('Studio Laptop');
    fireEvent.keyDown(input, { key: 'Escape' });
    expect(screen.queryByTestId('settings-screen')).toBeNull();
    expect(changes()).toEqual([]);
  });

  it('does not take the Enter that ends a composition', async () => {
    const { changes } = await openSettings();
    const input = screen.getByTestId('setting-deviceName');
    type(input, '书房');
    fireEvent.keyDown(input, { key: 'Enter', isComposing: true });
    expect(changes()).toEqual([]);
  });

  it('is the old one again when it was refused', async () => {
    const { answerNext } = await openSettings();
    answerNext('changeSettings', refused);
    const input = screen.getByTestId<HTMLInputElement>('setting-deviceName');
    type(input, 'New');
    fireEvent.blur(input);
    await screen.findByText(/Not enough space here/);
    expect(input.value).toBe('Studio Laptop');
    expect(screen.queryByTestId('saved')).toBeNull();
  });

  it('becomes the computer’s again', async () => {
    const { changes } = await openSettings({ settings: withSettings({ deviceName: 'Mine' }) });
    fireEvent.click(screen.getByTestId('reset-name'));
    await waitFor(() => expect(screen.queryByTestId('reset-name')).toBeNull());
    expect(changes()).toEqual([{ deviceName: null }]);
    expect(document.activeElement).toBe(screen.getByTestId('setting-deviceName'));
  });
});

describe('updates', () => {
  const words = () => screen.getByTestId('update-state').textContent;

  it('are looked for, fetched and put in place by one button', async () => {
    const { emit, callsOf } = await openSettings({ update: { kind: 'idle', checkedAtMs: null } });
    const button = screen.getByTestId('update-action');
    expect(words()).toContain('Not looked for updates yet.');
    fireEvent.click(button);
    await waitFor(() => expect(callsOf('checkForUpdates')).toHaveLength(1));
    act(() => emit('updates:changed', { kind: 'available', version: '0.2.0' }));
    fireEvent.click(button);
    await waitFor(() => expect(callsOf('downloadUpdate')).toHaveLength(1));
    act(() => emit('updates:changed', { kind: 'downloading', version: '0.2.0', fraction: 0.5 }));
    expect(words()).toContain('50%');
    fireEvent.click(button);
    act(() => emit('updates:changed', { kind: 'ready', version: '0.2.0' }));
    fireEvent.click(button);
    await waitFor(() => expect(callsOf('restartToUpdate')).toHaveLength(1));
    expect(callsOf('downloadUpdate')).toHaveLength(1);
    expect(screen.getByTestId('update-action')).toBe(button);
  });

  it('wait for running transfers, and say so', async () => {
    const { callsOf } = await openSettings({
      update: { kind: 'ready', version: '0.2.0' },
      transfers: [makeTransfer()],
    });
    fireEvent.click(screen.getByTestId('update-action'));
    fireEvent.click(screen.getByTestId('update-banner-action'));
    expect(callsOf('restartToUpdate')).toEqual([]);
    expect(words()).toContain('Files are still on their way.');
  });

  it('say why they did not come', async () => {
    const error = { code: 'UPDATE_UNTRUSTED', at: 'here' } as const;
    const { answerNext } = await openSettings({ update: { kind: 'failed', error } });
    expect(words()).toContain('The update is not signed by Lanyard');
    answerNext('checkForUpdates', failure({ code: 'UPDATE_UNREACHABLE', at: 'here' }));
    fireEvent.click(screen.getByTestId('update-action'));
    await screen.findByText(/^Cannot look for updates\./);
  });

  it('are put off until something changes', async () => {
    const { emit } = await renderApp({ update: { kind: 'available', version: '0.2.0' } });
    fireEvent.click(within(screen.getByTestId('update-banner')).getByText('Not now'));
    expect(screen.queryByTestId('update-banner')).toBeNull();
    act(() => emit('updates:changed', { kind: 'ready', version: '0.2.0' }));
    expect(screen.getByTestId('update-banner').textContent).toContain('Lanyard 0.2.0 is ready.');
  });
});

describe('help', () => {
  it('copies and says so', async () => {
    const { store, callsOf } = await openSettings();
    expect(screen.getByTestId('app-version').textContent).toBe('0.1.0');
    fireEvent.click(screen.getByTestId('copy-diagnostics'));
    await screen.findByText('Copied', { selector: '.saved-mark' });
    expect(store.getState().politely?.text).toBe('Copied');
    fireEvent.click(screen.getByTestId('open-log-folder'));
    await waitFor(() => expect(callsOf('openLogFolder')).toHaveLength(1));
  });
});

describe('a settings file that could not be read', () => {
  it('is named until that was read', async () => {
    const { callsOf } = await renderApp({ settings: makeSettingsView({ brokenFile: 'settings.broken.json' }) });
    expect(screen.getByTestId('broken-settings').textContent).toContain('kept as “settings.broken.json”');
    fireEvent.click(screen.getByTestId('dismiss-broken'));
    await waitFor(() => expect(screen.queryByTestId('broken-settings')).toBeNull());
    expect(callsOf('dismissBrokenSettings')).toHaveLength(1);
  });
});

describe('a device with a folder of its own', () => {
  const named = makePeer({ name: 'Ann' });

  it('cannot be added while none is known', async () => {
    await openSettings();
    expect(screen.queryByTestId('add-peer-folder')).toBeNull();
    expect(screen.getByTestId('setting-peerFolders').textContent).toContain('once it has been near');
  });

  it('is added, changed and removed', async () => {
    const { callsOf } = await openSettings({ peers: [named] });
    fireEvent.click(screen.getByTestId('add-peer-folder'));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Ann' }));
    const row = await screen.findByTestId('peer-folder');
    expect(row.textContent).toContain('/home/ada/Chosen');
    expect(screen.getByText('Every device you know has a folder of its own.')).toBeTruthy();
    fireEvent.click(screen.getByLabelText('Change the folder for Ann'));
    await waitFor(() => expect(callsOf('choosePeerFolder')).toEqual([[{ peerId: named.id }], [{ peerId: named.id }]]));
    fireEvent.click(screen.getByLabelText('Remove the folder for Ann'));
    await waitFor(() => expect(screen.queryByTestId('peer-folder')).toBeNull());
    expect(document.activeElement?.getAttribute('role')).toBe('group');
  });

  it('is named as far as it is known, however many there are', async () => {
    const peers = Array.from({ length: 50 }, (_, at) => makePeer({ name: `Desk ${at}` }));
    const stranger = makePeer();
    const folders = Object.fromEntries([...peers, stranger].map(({ id }) => [id, '/x']));
    await openSettings({ peers, settings: withSettings({ peerFolders: folders }) });
    const rows = screen.getAllByTestId('peer-folder');
    expect(rows).toHaveLength(51);
    expect(rows[50]?.textContent).toContain(`Device ${stranger.id.slice(0, 8)}`);
  });

  it('says why the folder could not be set', async () => {
    const { answerNext } = await openSettings({ peers: [named] });
    answerNext('choosePeerFolder', failure({ code: 'STORAGE_DENIED', at: 'here' }));
    fireEvent.click(screen.getByTestId('add-peer-folder'));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Ann' }));
    await screen.findByText('This folder may not be written to. Choose another folder.');
  });
});

describe('the folder for received files', () => {
  it('is chosen and put back', async () => {
    const { callsOf } = await openSettings();
    const row = screen.getByTestId('setting-inboxDir');
    expect(row.textContent).toContain('/home/ada/Downloads');
    fireEvent.click(screen.getByTestId('choose-inbox'));
    await waitFor(() => expect(row.textContent).toContain('/home/ada/Chosen'));
    fireEvent.click(screen.getByTestId('reset-inbox'));
    await waitFor(() => expect(row.textContent).toContain('/home/ada/Downloads'));
    expect(callsOf('resetInbox')).toHaveLength(1);
    expect(document.activeElement).toBe(screen.getByTestId('choose-inbox'));
  });
});
