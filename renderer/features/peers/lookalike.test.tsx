import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { renderApp } from '../../testing/render-app.tsx';
import { makeOffer, makePeer } from '../../testing/sample-data.ts';

afterEach(cleanup);

const kitchen = makePeer({ name: 'Kitchen', isKnown: true });
// the third letter is Cyrillic
const stranger = makePeer({ name: 'Kitсhen' });

it('the tile of a stranger says that another device has its name, the one that is known does not', async () => {
  await renderApp({ peers: [kitchen, stranger] });
  const [note, ...others] = screen.getAllByTestId('peer-lookalike');
  expect(others).toEqual([]);
  expect(note?.closest<HTMLElement>('[data-peer-id]')?.dataset['peerId']).toBe(stranger.id);
});

it('the card of its offer says that it is not the one the user knows', async () => {
  await renderApp({ peers: [kitchen], offers: [makeOffer({ peerId: stranger.id, peerName: stranger.name })] });
  expect(screen.getByTestId('offer-lookalike').textContent).toContain('This is not the');
});

it('the card of the device itself says nothing', async () => {
  await renderApp({ peers: [kitchen], offers: [makeOffer({ peerId: kitchen.id, peerName: kitchen.name })] });
  expect(screen.queryByTestId('offer-lookalike')).toBeNull();
});
