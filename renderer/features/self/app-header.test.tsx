import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { renderApp } from '../../testing/render-app.tsx';
import { makeSelf } from '../../testing/sample-data.ts';

afterEach(cleanup);

describe('the header', () => {
  it('says why others cannot find this device, until nothing is in the way', async () => {
    const { emit } = await renderApp({ self: makeSelf({ isDiscoverable: false, discoveryTrouble: 'port-taken' }) });
    expect(screen.getByTestId('discovery-trouble').textContent).toContain('UDP port 5353');
    emit('self:changed', makeSelf({ isDiscoverable: false, discoveryTrouble: null }));
    expect(await screen.findByText('Hidden from others nearby')).toBeDefined();
    emit('self:changed', makeSelf());
    expect(await screen.findByText(/^at /)).toBeDefined();
    expect(screen.queryByTestId('discovery-trouble')).toBeNull();
  });

  it('says that this device is a new one to others', async () => {
    await renderApp({ self: makeSelf({ isNewIdentity: true }) });
    expect(screen.getByTestId('new-identity').textContent).toContain('This device has a new identity');
  });
});
