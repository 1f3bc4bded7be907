// Which folder may import which: ARCHITECTURE.md. Named imports and globals are checked by ESLint and tsc instead.
const rule = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

const TEST_CODE = '(\\.test\\.(tsx?|mjs)$|^e2e/|^bench/|/testing/)';
const ELECTRON = '(^electron$|^node:electron$|node_modules/electron/)';

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle has no first file to read.', {}, { circular: true }),
    rule('no-unresolvable', 'A path that leads nowhere.', {}, { couldNotResolve: true, pathNot: '\\?' }),

    rule(
      'shared-is-std',
      'shared/ runs everywhere: no Node, Electron, React or DOM library.',
      { path: '^shared/', pathNot: TEST_CODE },
      // the type of import.meta.glob, which the build replaces
      { pathNot: ['^shared/', 'node_modules/zod/', 'node_modules/vite/types/importMeta'] },
    ),
    rule(
      'model-and-errors-are-the-bottom',
      'model imports nothing; errors only model.',
      { path: '^shared/(model|errors)/', pathNot: TEST_CODE },
      { pathNot: ['^shared/(model|errors)/'] },
    ),
    rule(
      'ipc-and-protocol-are-strangers',
      'What the page says and what peers say must not grow together.',
      { path: '^shared/(ipc|protocol)/' },
      { path: '^shared/(ipc|protocol)/', pathNot: '^shared/$1/' },
    ),
    rule(
      'contract-is-names-and-types',
      'The preload, loaded before every page, makes its functions from the contract and must get by without the parsers.',
      { path: '^shared/ipc/contract\\.ts$' },
      { dependencyTypesNot: ['type-only'] },
    ),

    rule(
      'engine-has-no-electron',
      'The engine also runs in a worker thread, in tests and on the command line.',
      { path: '^electron/engine/' },
      { path: [ELECTRON, '^electron/(main|preload)/', '^renderer/'] },
    ),
    rule(
      'engine-below-transfer',
      'discovery, transport, storage and journal are used by transfer, not the other way round.',
      { path: '^electron/engine/(discovery|transport|storage|journal)/', pathNot: TEST_CODE },
      { path: '^electron/engine/transfer/' },
    ),
    rule(
      'send-and-receive-are-strangers',
      'What both need is beside them in transfer/.',
      { path: '^electron/engine/transfer/(send|receive)/', pathNot: TEST_CODE },
      { path: '^electron/engine/transfer/(send|receive)/', pathNot: '^electron/engine/transfer/$1/' },
    ),
    rule(
      'offers-are-for-receivers',
      'A sender makes an offer over the wire; the room is about those that wait for the user here.',
      { path: '^electron/engine/transfer/send/', pathNot: TEST_CODE },
      { path: '^electron/engine/transfer/offer/' },
    ),
    rule(
      'offer-before-receive',
      'An offer becomes a received transfer, not the other way round.',
      { path: '^electron/engine/transfer/offer/', pathNot: TEST_CODE },
      { path: '^electron/engine/transfer/(send|receive)/' },
    ),
    rule(
      'list-is-only-seen',
      'What the user sees of transfers is told by the flows, and knows none of them.',
      { path: '^electron/engine/transfer/list/', pathNot: TEST_CODE },
      { path: '^electron/engine/transfer/', pathNot: '^electron/engine/transfer/list/' },
    ),
    rule(
      'beside-the-rooms',
      'What stands beside the rooms serves all of them.',
      { path: '^electron/engine/transfer/[^/]+$', pathNot: TEST_CODE },
      { path: '^electron/engine/transfer/(send|offer|receive)/' },
    ),
    rule(
      'engine-parts-not-to-facade',
      'The facade knows its parts, never the reverse (its types in engine-api.ts are free).',
      { path: '^electron/engine/(discovery|transport|storage|journal|transfer)/', pathNot: TEST_CODE },
      { path: '^electron/engine/(engine|worker)\\.ts$' },
    ),
    rule(
      'storage-knows-no-network',
      'The disk side takes bytes from anybody.',
      { path: '^electron/engine/(storage|journal)/' },
      { path: '^electron/engine/(transport|discovery)/' },
    ),
    rule(
      'main-sees-the-facade-only',
      'main talks to the engine through its facade, its types and its worker entry.',
      { path: '^electron/main/' },
      { path: '^electron/engine/', pathNot: '^electron/engine/(engine|engine-api|worker)\\.ts' },
    ),
    rule(
      'history-is-alone',
      'The history thread keeps what it is told: no Electron, and nothing of the engine, the wire or main.',
      { path: '^electron/history/' },
      { path: [ELECTRON, '^electron/(main|preload|engine)/', '^renderer/', '^shared/protocol/'] },
    ),
    rule(
      'main-sees-the-history-thread-only',
      'main talks to the history through its types and its worker entry.',
      { path: '^electron/main/', pathNot: TEST_CODE },
      { path: '^electron/history/', pathNot: '^electron/history/(history-api|worker)\\.ts' },
    ),
    rule(
      'preload-is-thin',
      'The preload is one small sandboxed file.',
      { path: '^electron/preload/', pathNot: TEST_CODE },
      { pathNot: ['^electron/preload/', '^shared/(ipc|model|errors)/', ELECTRON] },
    ),
    rule(
      'electron-not-to-renderer',
      'The page is served, not imported.',
      { path: '^electron/', pathNot: TEST_CODE },
      { path: '^renderer/' },
    ),

    rule(
      'renderer-not-to-electron',
      'The page has no Electron; it may know the type of its bridge.',
      { path: '^renderer/' },
      { path: [ELECTRON, '^electron/'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'renderer-not-to-node',
      'The page has no Node.',
      { path: '^renderer/', pathNot: TEST_CODE },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'renderer-not-to-wire',
      'The page never speaks to peers.',
      { path: '^renderer/' },
      { path: '^shared/protocol/' },
    ),
    rule(
      'only-bridge-knows-the-preload',
      'One folder to read to know what the page can do.',
      { path: '^renderer/', pathNot: '^renderer/bridge/' },
      { path: '^electron/' },
    ),
    rule(
      'components-are-dumb',
      'Components get props.',
      { path: '^renderer/components/' },
      { path: '^renderer/(stores|bridge|features)/' },
    ),
    rule(
      'features-are-siblings',
      'What two features need goes to components, stores or text.',
      { path: '^renderer/features/([^/]+)/' },
      { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    ),
    rule(
      'stores-have-no-react-tree',
      'Stores are tested without React.',
      { path: '^renderer/stores/', pathNot: TEST_CODE },
      { path: ['^renderer/(components|features|bridge)/', 'node_modules/react'] },
    ),
    rule(
      'text-knows-words-only',
      'Wording depends on shared types and on nothing drawn.',
      { path: '^renderer/text/', pathNot: TEST_CODE },
      { path: '^renderer/(components|features|bridge|stores)/' },
    ),

    rule('no-test-code-in-app', 'Tests are not shipped.', { pathNot: TEST_CODE }, { path: TEST_CODE }),
    rule(
      'app-not-to-tools',
      'tools/ runs before anything is installed and ships with nothing.',
      { path: '^(shared|electron|renderer)/', pathNot: TEST_CODE },
      { path: '^tools/' },
    ),
    rule(
      'tools-need-only-node',
      'On a fresh clone there is nothing but Node: packages are imported where they are used, by then installed.',
      { path: '^tools/', pathNot: [TEST_CODE, '^tools/types/'] },
      { dependencyTypesNot: ['core', 'local', 'dynamic-import'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.base.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^tools/electron/default-app/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
