import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, type Settings, type SettingsView } from '../../../shared/model/settings.ts';
import { renderApp } from '../../testing/render-app.tsx';
import { makeSelf, makeSettingsView } from '../../testing/sample-data.ts';

afterEach(cleanup);

async function openNetwork(changes: Partial<Settings> = {}, view: Partial<SettingsView> = {}, port = 53_420) {
  const settings = makeSettingsView({ settings: { ...DEFAULT_SETTINGS, ...changes }, ...view });
  const app = await renderApp({ settings, self: makeSelf({ port }) });
  fireEvent.click(screen.getByTestId('open-settings'));
  await screen.findByTestId('settings-screen');
  return { ...app, changes: () => app.callsOf('changeSettings').map(([patch]) => patch) };
}

const type = (input: HTMLElement, value: string): void => void fireEvent.change(input, { target: { value } });
const group = (name: string) => within(screen.getByTestId(`setting-${name}`));

describe('networks to use', () => {
  it('are none to choose from while there is none', async () => {
    await openNetwork({}, { interfaces: [] });
    expect(group('interfaces').getByText('This computer is not on a network right now.')).toBeTruthy();
    expect(group('interfaces').queryByRole('radio')).toBeNull();
  });

  it('start with all that are there, and the last one stays', async () => {
    const { changes } = await openNetwork();
    fireEvent.click(group('interfaces').getByRole('radio', { name: 'Only these' }));
    fireEvent.click(await group('interfaces').findByRole('checkbox', { name: 'eth0' }));
    await waitFor(() => expect(changes()).toEqual([{ interfaces: ['wlan0', 'eth0'] }, { interfaces: ['wlan0'] }]));
    const last = group('interfaces').getByRole('checkbox', { name: 'wlan0' });
    fireEvent.click(last);
    expect(group('interfaces').getByText(/^At least one network has to stay\./)).toBeTruthy();
    expect(last.getAttribute('aria-checked')).toBe('true');
    expect(changes()).toHaveLength(2);
    fireEvent.click(group('interfaces').getByRole('radio', { name: 'All networks' }));
    await waitFor(() => expect(changes().at(-1)).toEqual({ interfaces: null }));
  });

  it('show one that was chosen and is gone', async () => {
    const { changes } = await openNetwork({ interfaces: ['wlan0', 'tailscale0'] });
    const gone = group('interfaces').getByRole('checkbox', { name: 'tailscale0' });
    expect(gone.getAttribute('aria-checked')).toBe('true');
    expect(group('interfaces').getByText('Not connected')).toBeTruthy();
    fireEvent.click(gone);
    await waitFor(() => expect(changes()).toEqual([{ interfaces: ['wlan0'] }]));
  });

  it('can be very many', async () => {
    const interfaces = Array.from({ length: 60 }, (_, at) => ({ name: `veth${at}`, addresses: [`10.0.0.${at}`] }));
    await openNetwork({ interfaces: ['veth7'] }, { interfaces });
    expect(group('interfaces').getAllByRole('checkbox')).toHaveLength(60);
  });
});

describe('the port', () => {
  it('is any free one, and says which', async () => {
    const { changes } = await openNetwork({}, {}, 41_234);
    fireEvent.click(group('port').getByRole('radio', { name: 'Any free one' }));
    await waitFor(() => expect(changes()).toEqual([{ port: 0 }]));
    expect(group('port').getByText('Right now: 41234')).toBeTruthy();
  });

  it('of one’s own starts with the one in use', async () => {
    const { changes } = await openNetwork({}, {}, 41_234);
    fireEvent.click(group('port').getByRole('radio', { name: 'This one' }));
    const input = await screen.findByTestId<HTMLInputElement>('own-port');
    expect(input.value).toBe('41234');
    type(input, '80');
    expect(group('port').getByText('Type a whole number from 1024 to 65535.')).toBeTruthy();
    fireEvent.blur(input);
    type(input, '45000');
    fireEvent.blur(input);
    await waitFor(() => expect(changes()).toEqual([{ port: 41_234 }, { port: 45_000 }]));
  });

  it('says which one it is when the chosen one is taken', async () => {
    await openNetwork({ port: 45_000 }, {}, 41_234);
    expect(group('port').getByText(/^Right now it is 41234: this one is taken/)).toBeTruthy();
  });

  it('has no usual one where the environment says any', async () => {
    await openNetwork({}, { defaults: { ...makeSettingsView().defaults, port: 0 } }, 41_234);
    expect(group('port').getAllByRole('radio')).toHaveLength(2);
    expect(group('port').getByRole('radio', { checked: true }).getAttribute('aria-labelledby')).toBe(
      group('port').getByText('Any free one').id,
    );
  });

  it('is the usual one again', async () => {
    const { changes } = await openNetwork({ port: 45_000 });
    fireEvent.click(group('port').getByRole('radio', { name: 'The usual one (53420)' }));
    await waitFor(() => expect(changes()).toEqual([{ port: null }]));
    expect(screen.queryByTestId('own-port')).toBeNull();
  });
});

describe.each(['upload', 'download'] as const)('the limit for %s', (direction) => {
  const key = `${direction}Limit` as const;
  const row = () => group(key);

  it('is off, then something sensible, then off again', async () => {
    const { changes } = await openNetwork();
    expect(screen.queryByTestId(`${direction}-amount`)).toBeNull();
    fireEvent.click(row().getByRole('switch'));
    const input = await screen.findByTestId<HTMLInputElement>(`${direction}-amount`);
    expect(input.value).toBe('5');
    fireEvent.click(row().getByRole('switch'));
    await waitFor(() => expect(changes()).toEqual([{ [key]: 5_000_000 }, { [key]: null }]));
    expect(screen.queryByTestId(`${direction}-amount`)).toBeNull();
  });

  it('is what was typed', async () => {
    const { changes } = await openNetwork({ [key]: 5_000_000 });
    const input = screen.getByTestId<HTMLInputElement>(`${direction}-amount`);
    type(input, '2,5');
    fireEvent.keyDown(input, { key: 'Enter' });
    await screen.findByTestId('saved');
    expect(changes()).toEqual([{ [key]: 2_500_000 }]);
    expect(input.value).toBe('2.5');
  });

  it.each([
    ['a few', 'Type a number, such as 1.5.'],
    ['0.001', 'Slower than 17 kB/s does not work.'],
    ['99999999', 'Type at most 107 GB/s, or turn the limit off.'],
  ])('is never %j', async (typed, words) => {
    const { changes } = await openNetwork({ [key]: 5_000_000 });
    const input = screen.getByTestId(`${direction}-amount`);
    type(input, typed);
    expect(row().getByText(words)).toBeTruthy();
    fireEvent.blur(input);
    expect(changes()).toEqual([]);
  });

  it('counts in 1024s on Windows', async () => {
    const app = await renderApp({
      settings: makeSettingsView({ settings: { ...DEFAULT_SETTINGS, [key]: 2 * 1024 ** 2 } }),
      self: makeSelf({ platform: 'windows' }),
    });
    fireEvent.click(screen.getByTestId('open-settings'));
    const input = await screen.findByTestId<HTMLInputElement>(`${direction}-amount`);
    expect(input.value).toBe('2');
    type(input, '3');
    fireEvent.blur(input);
    await waitFor(() => expect(app.callsOf('changeSettings')).toEqual([[{ [key]: 3 * 1024 ** 2 }]]));
  });
});
