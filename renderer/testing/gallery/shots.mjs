import { ACTS } from './acts.mjs';

/** @typedef {{ scenario: string, scheme: 'light' | 'dark', width: number, height: number, lang?: 'zh-CN' | 'ar-XB', act?: keyof typeof ACTS }} Shot */

const wide = { width: 1040, height: 760 };
const narrow = { width: 380, height: 760 };
const desk = { width: 1600, height: 1000 };

/** Beside English. The second reads from right to left and is a third longer. */
const LANGUAGES = /** @type {const} */ (['zh-CN', 'ar-XB']);

/** @type {readonly Shot[]} */
const STATES = [
  ...[
    'empty',
    'network-off',
    'network-off-peers',
    'hidden',
    'port-taken',
    'new-identity',
    'quiet',
    'busy',
    'troubles',
    'waiting',
  ],
  ...['engine-error', 'strange'],
  ...['offer', 'offer-many', 'offer-folder', 'offer-full', 'offer-strange'],
  ...['offer-comparing', 'offer-compared', 'offer-ask', 'offer-accepting', 'reports'],
  ...['pending', 'pending-nobody', 'pending-offer'],
  ...['many-peers', 'many-transfers', 'long-list'],
].flatMap((scenario) => [
  { scenario, scheme: 'light', ...wide },
  { scenario, scheme: 'dark', ...wide },
  { scenario, scheme: 'light', ...narrow },
  { scenario, scheme: 'light', ...desk },
  ...LANGUAGES.flatMap(
    /** @returns {Shot[]} */ (lang) => [
      { scenario, scheme: 'dark', lang, ...wide },
      { scenario, scheme: 'light', lang, ...narrow },
    ],
  ),
]);

/** @type {readonly Shot[]} */
const ACTIONS = /** @type {(keyof typeof ACTS)[]} */ (
  Object.keys(ACTS).filter((act) => !/^(settings|history|test)/.test(act))
).flatMap((act) => {
  const scenario =
    {
      ...{ files: 'long-list', scrollFiles: 'long-list', untick: 'offer-full', scrollOffer: 'offer-many' },
      ...{ differing: 'offer-compared', notKept: 'reports' },
    }[/** @type {string} */ (act)] ?? 'busy';
  return [
    { scenario, act, scheme: 'light', ...wide },
    { scenario, act, scheme: 'dark', ...narrow },
  ];
});

/** The window at 200 % zoom, on a very large screen, and as low as it may get. @type {readonly Shot[]} */
const SIZES = ['busy', 'offer', 'offer-many', 'empty', 'quiet'].flatMap((scenario) => [
  { scenario, scheme: 'light', width: 520, height: 380 },
  { scenario, scheme: 'dark', width: 3840, height: 2160 },
]);

/** The settings as a whole, and as much of them as a window shows. @type {readonly Shot[]} */
const SETTINGS = ['settings-usual', 'settings-chosen', 'settings-bare', 'settings-broken'].flatMap((scenario) => [
  { scenario, scheme: 'light', act: 'settings', width: 1040, height: 2400 },
  { scenario, scheme: 'dark', act: 'settings', width: 1040, height: 2400 },
  { scenario, scheme: 'light', act: 'settings', width: 380, height: 3000 },
  { scenario, scheme: 'dark', act: 'settings', ...wide },
]);
/** @type {readonly Shot[]} */
const SETTINGS_ACTS = [
  { scenario: 'settings-chosen', scheme: 'light', act: 'settingsErrors', width: 1040, height: 2400 },
  { scenario: 'settings-chosen', scheme: 'dark', act: 'settingsErrors', width: 380, height: 3000 },
  { scenario: 'settings-usual', scheme: 'light', act: 'settings', width: 520, height: 380 },
  ...LANGUAGES.flatMap(
    /** @returns {Shot[]} */ (lang) => [
      { scenario: 'settings-chosen', scheme: 'dark', act: 'settings', lang, width: 1040, height: 2400 },
      { scenario: 'settings-usual', scheme: 'light', act: 'settings', lang, width: 380, height: 3000 },
    ],
  ),
  { scenario: 'settings-usual', scheme: 'light', act: 'settingsMenu', ...wide },
  { scenario: 'settings-chosen', scheme: 'light', lang: 'ar-XB', act: 'settings', width: 1040, height: 2400 },
  { scenario: 'settings-chosen', scheme: 'dark', lang: 'zh-CN', act: 'settings', width: 380, height: 3000 },
  { scenario: 'settings-broken', scheme: 'light', ...wide },
  { scenario: 'settings-broken', scheme: 'dark', ...narrow },
];

/** @type {readonly Shot[]} */
const HISTORY = [
  ...['history', 'history-off', 'history-open', 'empty'].flatMap(
    /** @returns {Shot[]} */ (scenario) => [
      { scenario, act: 'history', scheme: 'light', ...wide },
      { scenario, act: 'history', scheme: 'dark', ...narrow },
    ],
  ),
  ...['light', 'dark'].flatMap(
    /** @returns {Shot[]} */ (scheme) => [
      { scenario: 'history-checks', act: 'historyFiles', scheme: scheme === 'dark' ? 'dark' : 'light', ...wide },
      { scenario: 'history-checks', act: 'historyFiles', scheme: scheme === 'dark' ? 'dark' : 'light', ...narrow },
    ],
  ),
  ...LANGUAGES.map(
    /** @returns {Shot} */ (lang) => ({
      ...{ scenario: 'history-checks', act: 'historyFiles', scheme: 'light', lang },
      ...wide,
    }),
  ),
  ...['historyFiles', 'historySearch', 'historyClear'].flatMap(
    /** @returns {Shot[]} */ (act) => [
      { scenario: 'history', act: /** @type {keyof typeof ACTS} */ (act), scheme: 'dark', ...wide },
      { scenario: 'history', act: /** @type {keyof typeof ACTS} */ (act), scheme: 'light', ...narrow },
    ],
  ),
  { scenario: 'history', act: 'history', scheme: 'light', width: 520, height: 380 },
  ...LANGUAGES.map(
    /** @returns {Shot} */ (lang) => ({ scenario: 'history', act: 'history', scheme: 'light', lang, ...wide }),
  ),
];

/** @type {readonly Shot[]} */
const TESTS = ['test-running', 'test-done', 'test-poor', 'test-failed'].flatMap(
  /** @returns {Shot[]} */ (scenario) => [
    { scenario, act: 'testConnection', scheme: 'light', ...wide },
    { scenario, act: 'testConnection', scheme: 'dark', ...wide },
    { scenario, act: 'testConnection', scheme: 'light', ...narrow },
    ...LANGUAGES.map(
      /** @returns {Shot} */ (lang) => ({ scenario, act: 'testConnection', scheme: 'light', lang, ...wide }),
    ),
  ],
);

/** All pictures of the gallery. @type {readonly Shot[]} */
export const SHOTS = [...HISTORY, ...SETTINGS, ...SETTINGS_ACTS, ...TESTS, ...STATES, ...SIZES, ...ACTIONS];
