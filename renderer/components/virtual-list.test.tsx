import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { giveLayout } from '../testing/give-layout.ts';
import { VirtualList } from './virtual-list.tsx';

beforeEach(() => giveLayout());
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it('is a list to a screen reader, and each row tells its place among all', () => {
  render(<VirtualList count={5_000} rowHeightPx={30} label="Files" renderRow={(index) => `row ${index}`} />);
  expect(screen.getByRole('group', { name: 'Files' })).toBeTruthy();
  expect(screen.getAllByRole('list')).toHaveLength(1);
  const rows = screen.getAllByRole('listitem');
  expect(rows.length).toBeLessThan(100);
  expect(rows[3]?.getAttribute('aria-posinset')).toBe('4');
  expect(rows[3]?.getAttribute('aria-setsize')).toBe('5000');
});
