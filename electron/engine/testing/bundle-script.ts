import { basename, join } from 'node:path';
import { build } from 'vite';

/** Makes one file that plain Node runs, which reads no TypeScript, of `source` (absolute) and gives its path. */
export async function bundleScript(directory: string, source: string): Promise<string> {
  const name = `${basename(source, '.ts')}.mjs`;
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: source,
      outDir: directory,
      emptyOutDir: false,
      rolldownOptions: {
        // a package of ours asks for the name that only CommonJS has
        output: { entryFileNames: name, banner: 'const __filename = import.meta.filename;' },
      },
    },
    ssr: { noExternal: true },
  });
  return join(directory, name);
}
