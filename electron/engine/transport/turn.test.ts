import { describe, expect, it } from 'vitest';
import { PeerError } from '../../../shared/errors/lanyard-error.ts';
import type { ControlMessage } from '../../../shared/protocol/messages.ts';
import { FakeConnection } from '../testing/fake-connection.ts';
import { Turn } from './turn.ts';

const RECEIPT: ControlMessage = { type: 'receipt', filesDone: 1, bytesDone: 1 };

function startTurn(side: 'client' | 'server') {
  const connection = new FakeConnection(side);
  const heard: string[] = [];
  let overs = 0;
  const turn = new Turn(connection, () => (overs += 1));
  turn.setHandler({ onMessage: ({ type }) => heard.push(type), onData: () => heard.push('data') });
  return { connection, turn, heard, overs: () => overs };
}

describe('Turn', () => {
  it('ends for a client that closes after the receipt, and leaves the connection open', async () => {
    const { connection, turn, heard, overs } = startTurn('client');
    connection.says(RECEIPT);
    turn.close(null);
    expect(await turn.closed).toEqual({ error: null });
    expect([heard, overs(), turn.isOpen, turn.state]).toEqual([['receipt'], 1, false, 'closed']);
    expect([connection.isOpen, connection.state]).toEqual([true, 'kept']);
  });

  it('ends for a server that has sent the receipt and waits for the end', async () => {
    const { connection, turn, overs } = startTurn('server');
    turn.send(RECEIPT);
    turn.expectClose();
    expect(await turn.closed).toEqual({ error: null });
    expect([overs(), connection.isOpen]).toEqual([1, true]);
  });

  it('does nothing any more after its end', () => {
    const { connection, turn, overs } = startTurn('server');
    turn.send(RECEIPT);
    turn.expectClose();
    turn.send({ type: 'heartbeat' });
    turn.close(new PeerError('PEER_CLOSED', 'the sender dialled again'));
    turn.expectClose();
    turn.enterState('ready');
    void turn.sendData(new Uint8Array(9));
    expect(connection.sent).toEqual([RECEIPT]);
    expect([connection.isOpen, connection.state, connection.dataBytes, overs()]).toEqual([true, 'kept', 0, 1]);
  });

  it.each([
    ['before the receipt', false, null],
    ['with an error, also after the receipt', true, new PeerError('PEER_SHUTTING_DOWN', 'quitting')],
  ])('closes the connection when it is closed %s', async (_, hasReceipt, error) => {
    const { connection, turn, overs } = startTurn('client');
    if (hasReceipt) connection.says(RECEIPT);
    turn.close(error);
    expect(await turn.closed).toEqual({ error });
    expect([connection.closedWith, overs()]).toEqual([error, 0]);
  });

  it('ends with the connection', async () => {
    const { connection, turn, overs } = startTurn('client');
    connection.ends();
    expect(await turn.closed).toMatchObject({ error: { code: 'PEER_CLOSED' } });
    turn.close(null);
    expect([turn.isOpen, overs()]).toEqual([false, 0]);
  });
});
