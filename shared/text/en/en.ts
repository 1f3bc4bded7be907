import { addPeer, app } from './app.ts';
import { desktop } from './desktop.ts';
import { errors } from './errors.ts';
import { history } from './history.ts';
import { offers } from './offers.ts';
import { peers } from './peers.ts';
import { pending } from './pending.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';
import { test } from './test.ts';
import { transfers } from './transfers.ts';
import { time } from './units.ts';

/** Every word of the window in English. Other languages have the same keys. */
export const en = {
  app,
  addPeer,
  desktop,
  errors,
  history,
  offers,
  peers,
  pending,
  report,
  settings,
  test,
  transfers,
  time,
  otherDevice: 'the other device',
} as const;
