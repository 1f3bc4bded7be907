import { expect, it, vi } from 'vitest';
import { success } from '../../shared/errors/result.ts';
import { IPC_LIMITS } from '../../shared/ipc/limits.ts';
import { toPeerId, toTransferId } from '../../shared/model/ids.ts';
import { sendChosen } from './send-chosen.ts';

const peerId = toPeerId('a'.repeat(64));
const sent = success(toTransferId('b'.repeat(32)));

it('names what the dialog gave no path of', async () => {
  const send = vi.fn(() => Promise.resolve(sent));
  expect(await sendChosen({ send }, peerId, ['/a', '', 'caf\u{fffd}.txt'])).toEqual(sent);
  expect(send).toHaveBeenCalledWith(peerId, ['/a'], ['', 'caf\u{fffd}.txt']);
});

it('says that the user chose more than one send takes', async () => {
  const send = vi.fn(() => Promise.resolve(sent));
  const chosen = Array.from({ length: IPC_LIMITS.paths + 1 }, (_, n) => `/${n}`);
  const error = { code: 'TRANSFER_TOO_MANY_THINGS', at: 'here' };
  expect(await sendChosen({ send }, peerId, chosen)).toEqual({ ok: false, error });
  expect(send).not.toHaveBeenCalled();
});
