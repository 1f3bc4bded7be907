import type { LoadedSend } from '../../journal/send-journal.ts';
import { toWanted } from '../offer/accept-offer.ts';
import type { SendTransferInit } from './send-transfer.ts';
import { TransferRecord } from '../list/transfer-record.ts';

/** A transfer that an earlier run was sending, as far as its journal says. @throws StorageError */
export async function restoreSend(
  loaded: LoadedSend,
  onChange: (record: TransferRecord) => void,
): Promise<SendTransferInit> {
  const { header, state, acceptedAtMs } = loaded;
  const { manifest, skip, settled } = await loaded.read();
  const { transferId: id, peerId, peerName, title, itemCount, createdAtMs: startedAtMs } = header;
  const init = { id, peerId, peerName, title, itemCount, startedAtMs, direction: 'send', isScanning: false } as const;
  const record = new TransferRecord(init, onChange);
  let doneBytes = 0;
  for (const entry of manifest?.entries ?? []) record.files.add(entry);
  for (const { path, status, code } of manifest?.leftOut ?? []) {
    record.files.addLeftOut(path, status, { code, at: 'here' });
  }
  if (manifest && acceptedAtMs !== null) {
    const { isWanted, totalBytes } = toWanted(manifest.entries, skip);
    for (const [index, { kind, sizeBytes }] of manifest.entries.entries()) {
      const result = settled.get(index);
      if (!isWanted(index)) record.files.set(index, 'skipped');
      else if (kind === 'directory' || result?.code === 0) record.files.set(index, 'done');
      if (result?.code === 0) doneBytes += sizeBytes;
      if (result?.sha256) record.files.setSha256(index, result.sha256);
    }
    record.update({ bytesTotal: totalBytes, acceptedAtMs });
  }
  record.rebase(doneBytes);
  const isPaused = state === 'paused';
  record.update({ state: isPaused ? 'paused' : 'waiting', pausedBy: isPaused ? 'here' : null });
  return {
    record,
    sources: { paths: header.paths, only: header.only ?? null },
    rank: loaded.rank ?? undefined,
    journal: loaded.reopen(),
    stage: acceptedAtMs !== null && manifest ? 'accepted' : manifest ? 'offered' : 'new',
    sourcePaths: manifest?.sourcePaths ?? [],
  };
}
