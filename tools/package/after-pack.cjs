// electron-builder's afterPack hook: the stand-in default app of the fallback Electron is not shipped.
const { rm } = require('node:fs/promises');
const { join } = require('node:path');

/** @param {{ appOutDir: string }} context */
module.exports = ({ appOutDir }) => rm(join(appOutDir, 'resources/default_app.asar'), { force: true });
