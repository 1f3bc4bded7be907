import type { Chart } from './charts.ts';
import type { Results } from './results.ts';
import { behaviourTable, goalTable, workTable } from './tables.ts';

const BEGIN = '<!-- results: written by `npm run bench -- --write` -->';
const END = '<!-- end of results -->';

/** The page with the figures of this run in the place of those it had. */
export function replaceResults(page: string, results: Results, charts: readonly Chart[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('the page has no place for results');
  return `${page.slice(0, begin + BEGIN.length)}\n\n${describeResults(results, charts)}\n\n${page.slice(end)}`;
}

/** Everything of one run, in Markdown. `charts`: those beside it in `charts/`. */
export function describeResults(results: Results, charts: readonly Chart[]): string {
  const parts = [
    describeMachine(results),
    '### What was to be reached',
    goalTable(results),
    ...results.works.flatMap((work, position) => [
      `### ${charts[position]?.title ?? work.title}`,
      ...(charts[position] ? [`![${charts[position].title}](charts/${charts[position].name})`] : []),
      ...results.machine.media.flatMap(({ id }) => {
        const table = workTable(results, id, work);
        return table === '' ? [] : [`On ${id}:`, table];
      }),
    ]),
    '### Memory, windows, pace',
    behaviourTable(results),
    ...describeLeftOut(results),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function describeMachine({ machine }: Results): string {
  const { startedAt, minutes, commit, cpu, cores, memoryGib, kernel, media, versions, loadBefore } = machine;
  const lines = [
    `${startedAt.slice(0, 16).replace('T', ' ')} UTC, commit ${commit}, a run of ${minutes} minutes`,
    `${cpu}, ${cores} cores, ${memoryGib} GiB of memory, ${kernel}; load before the run ${loadBefore.toFixed(2)}`,
    `media: ${media.map(({ id, fileSystem }) => `${id} (${fileSystem})`).join(', ')}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

function describeLeftOut({ leftOut }: Results): readonly string[] {
  if (leftOut.length === 0) return [];
  // a reason may be long, and may have lines of its own
  const lines = leftOut.map(({ what, why }) => `- ${what}: ${why.split('\n')[0]?.slice(0, 200) ?? ''}`);
  return ['### Left out', lines.join('\n')];
}
