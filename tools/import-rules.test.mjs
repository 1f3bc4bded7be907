import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inRoot } from './process/project-root.mjs';

const CRUISER = inRoot('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const CONFIG = '.dependency-cruiser.cjs';

/** Rule → a file and the one line in it that the rule must refuse. */
const BAD_LINES = /** @type {Record<string, [string, string]>} */ ({
  'no-cycles': ['shared/model/a-circle.ts', "export * from './circle.ts';"],
  'no-unresolvable': ['shared/model/lost.ts', "import './nothing.ts';"],
  'shared-is-std': ['shared/protocol/disk.ts', "import 'node:fs';"],
  'model-and-errors-are-the-bottom': ['shared/errors/up.ts', "import '../ipc/good.ts';"],
  'ipc-and-protocol-are-strangers': ['shared/ipc/wire.ts', "import '../protocol/good.ts';"],
  'contract-is-names-and-types': ['shared/ipc/contract.ts', "import './good.ts';"],
  'engine-has-no-electron': ['electron/engine/storage/shell.ts', "import type { App } from 'electron';"],
  'engine-below-transfer': ['electron/engine/transport/up.ts', "import '../transfer/good.ts';"],
  'send-and-receive-are-strangers': ['electron/engine/transfer/send/back.ts', "import '../receive/good.ts';"],
  'offers-are-for-receivers': ['electron/engine/transfer/send/desk.ts', "import '../offer/good.ts';"],
  'offer-before-receive': ['electron/engine/transfer/offer/on.ts', "import '../receive/good.ts';"],
  'list-is-only-seen': ['electron/engine/transfer/list/flow.ts', "import '../good.ts';"],
  'beside-the-rooms': ['electron/engine/transfer/up.ts', "import './send/good.ts';"],
  'engine-parts-not-to-facade': ['electron/engine/discovery/up.ts', "import '../engine.ts';"],
  'storage-knows-no-network': ['electron/engine/storage/net.ts', "import '../transport/good.ts';"],
  'main-sees-the-facade-only': ['electron/main/deep.ts', "import '../engine/transfer/good.ts';"],
  'history-is-alone': ['electron/history/app.ts', "import type { App } from 'electron';"],
  'main-sees-the-history-thread-only': ['electron/main/rows.ts', "import '../history/good.ts';"],
  'preload-is-thin': ['electron/preload/disk.ts', "import 'node:fs';"],
  'electron-not-to-renderer': ['electron/main/page.ts', "import '../../renderer/text/good.ts';"],
  'renderer-not-to-electron': ['renderer/bridge/ipc.ts', "import { ipcRenderer } from 'electron';"],
  'renderer-not-to-node': ['renderer/stores/path.ts', "import 'node:path';"],
  'renderer-not-to-wire': ['renderer/text/wire.ts', "import '../../shared/protocol/good.ts';"],
  'only-bridge-knows-the-preload': ['renderer/stores/api.ts', "import type {} from '../../electron/preload/good.ts';"],
  'components-are-dumb': ['renderer/components/store.tsx', "import '../stores/good.ts';"],
  'features-are-siblings': ['renderer/features/peers/other.tsx', "import '../offers/good.tsx';"],
  'stores-have-no-react-tree': ['renderer/stores/hook.ts', "import 'react';"],
  'text-knows-words-only': ['renderer/text/drawn.ts', "import '../components/good.tsx';"],
  'no-test-code-in-app': ['electron/main/tested.ts', "import './good.test.ts';"],
  'app-not-to-tools': ['electron/main/tool.ts', "import '../../tools/good.mjs';"],
  'tools-need-only-node': ['tools/bundler.mjs', "import 'vite';"],
});

const GOOD_FILES = [
  ...['shared/model/good.ts', 'shared/ipc/good.ts', 'shared/protocol/good.ts', 'tools/good.mjs'],
  ...['electron/engine/engine.ts', 'electron/engine/transfer/good.ts', 'electron/engine/transport/good.ts'],
  ...['send', 'offer', 'receive', 'list'].map((room) => `electron/engine/transfer/${room}/good.ts`),
  'electron/history/good.ts',
  ...['electron/main/good.test.ts', 'electron/preload/good.ts', 'renderer/text/good.ts', 'renderer/stores/good.ts'],
  ...['renderer/components/good.tsx', 'renderer/features/offers/good.tsx'],
];

const tree = mkdtempSync(join(tmpdir(), 'lanyard-import-rules-'));

/** @type {readonly { from: string, rule: { name: string } }[]} */
let violations = [];

beforeAll(() => {
  for (const file of [CONFIG, 'package.json', 'tsconfig.base.json']) cpSync(inRoot(file), join(tree, file));
  symlinkSync(inRoot('node_modules'), join(tree, 'node_modules'), 'junction');
  for (const file of GOOD_FILES) write(file, 'export const good = 1;');
  write('shared/model/circle.ts', "export * from './a-circle.ts';");
  for (const [file, line] of Object.values(BAD_LINES)) write(file, line);
  const folders = ['shared', 'electron', 'renderer', 'tools'];
  const args = [CRUISER, '--config', CONFIG, '--output-type', 'json', '--no-progress', ...folders];
  const { stdout } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  violations = JSON.parse(stdout).summary.violations;
}, 60_000);

afterAll(() => rmSync(tree, { recursive: true }));

it.each(Object.entries(BAD_LINES))('%s refuses %j', (name, [file]) => {
  expect(violations.filter(({ from }) => from === file).map(({ rule }) => rule.name)).toContain(name);
});

it('has a case for every rule', () => {
  const { forbidden } = createRequire(import.meta.url)(inRoot(CONFIG));
  expect(Object.keys(BAD_LINES)).toEqual(forbidden.map((/** @type {{ name: string }} */ { name }) => name));
});

it('finds nothing in files that import nothing', () => {
  expect(violations.filter(({ from }) => GOOD_FILES.includes(from))).toEqual([]);
});

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `${text}\n`);
}
