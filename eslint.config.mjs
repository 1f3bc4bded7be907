import hooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.test.{ts,tsx,mjs}', 'e2e/**', 'bench/**', '**/testing/**'];

const IPC_MAIN = {
  name: 'electron',
  importNames: ['ipcMain', 'default'],
  message: 'Only electron/main/ipc-main.ts names ipcMain: use its typed, checked wrapper.',
};
const IPC_RENDERER = {
  name: 'electron',
  importNames: ['ipcRenderer', 'default'],
  message: 'Only electron/preload names ipcRenderer.',
};
const DEFAULT_EXPORT = { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' };
const RAW_HTML = {
  selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
  message: 'What a peer says is text, never markup.',
};
const SLEEP = {
  selector: "MemberExpression[property.name='waitForTimeout']",
  message: 'Wait for what you expect, not for time to pass.',
};

const lanyardOutsideBridge = ['window', 'globalThis', 'self'].map((object) => ({
  object,
  property: 'lanyard',
  message: 'Only renderer/bridge names window.lanyard.',
}));

export default defineConfig(
  {
    ignores: [
      'out',
      'release',
      '.cache',
      'test-results',
      'playwright-report',
      '**/*.cjs',
      'tools/electron/default-app',
    ],
  },
  // no comment switches a rule off: change the code, or the rule here, where it can be discussed
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // a constructor may narrow its parent's parameter types
      '@typescript-eslint/no-useless-constructor': 'off',
      // endless loops that end by `return` are how streams are read
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'no-restricted-imports': ['error', { paths: [IPC_MAIN, IPC_RENDERER] }],
      'no-restricted-properties': ['error', ...lanyardOutsideBridge],
      'no-restricted-syntax': ['error', DEFAULT_EXPORT, RAW_HTML, SLEEP],
      eqeqeq: 'error',
      'no-empty': 'error',
      'no-eval': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'max-lines': ['warn', 300],
      'max-lines-per-function': ['warn', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['electron/main/ipc-main.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [IPC_RENDERER] }] },
  },
  {
    files: ['electron/preload/**'],
    rules: { 'no-restricted-imports': ['error', { paths: [IPC_MAIN] }] },
  },
  {
    files: ['renderer/bridge/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    extends: [hooks.configs.flat['recommended-latest']],
    // about the React compiler, which is not used
    rules: { 'react-hooks/incompatible-library': 'off' },
  },
  {
    files: ['renderer/**/*.tsx'],
    rules: { 'max-lines-per-function': ['warn', { max: 80, skipBlankLines: true, skipComments: true }] },
  },
  {
    // a language is one file
    files: ['shared/text/languages/**'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['renderer/stores/**'],
    rules: { 'max-lines': ['warn', 150] },
  },
  {
    files: TESTS,
    rules: {
      // a describe block is one long function, and a test may state what the types only promise
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    // ESLint does not see casts in comments; tsc does, and checks these files too
    files: ['**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // those who read these want a default export
    files: ['*.config.{ts,mjs}', 'tools/test/{playwright-setup,skip-reporter}.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
