// npm run --silent app:command: one line of JSON on stdout, everything else on stderr. Contract: docs/automation.md
import { appCommand } from './app/app-command.mjs';
import { runMain } from './process/say.mjs';

await runMain(async () => {
  process.stdout.write(`${JSON.stringify(await appCommand())}\n`);
});
