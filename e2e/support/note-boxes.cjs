// Electron loads this by `-r` before the app's first line. A box is written to the output instead of being shown, where
// nobody would press its button. CommonJS, because that is what `-r` takes.
const { dialog, nativeTheme } = require('electron');

// the app reads its own command line, and finds there what it would find without us
process.argv.splice(process.argv.indexOf('-r'), 2);

/** @param {unknown[]} args */
dialog.showMessageBox = (...args) => {
  console.log(`BOX ${JSON.stringify(args.at(-1))}`);
  return Promise.resolve({ response: 0, checkboxChecked: false });
};

// stands for any call of the system that fails at the start
if (process.env.TEST_BREAKS_START === '1') {
  Object.defineProperty(nativeTheme, 'themeSource', {
    set() {
      throw new Error('the system has no themes');
    },
  });
}
