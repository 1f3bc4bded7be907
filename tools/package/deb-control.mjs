/**
 * @param {import('./fpm-arguments.mjs').PackageRequest} request
 * @param {number} sizeKib of the installed files
 * @returns {string} the package's `control` file
 */
export function controlFile({ options, lists }, sizeKib) {
  const [summary = '', ...long] = (options.get('--description') ?? '').split('\n');
  const fields = [
    ['Package', options.get('--name')],
    ['Version', options.get('--version')],
    ['Architecture', options.get('--architecture')],
    ['Maintainer', options.get('--maintainer')],
    ['Installed-Size', String(sizeKib)],
    ['Depends', lists.get('-d')?.join(', ')],
    ['Recommends', lists.get('--deb-recommends')?.join(', ')],
    ['Suggests', lists.get('--deb-suggests')?.join(', ')],
    ['Section', options.get('--category') ?? 'misc'],
    ['Priority', options.get('--deb-priority') ?? 'optional'],
    ['Homepage', options.get('--url')],
    ['Description', summary.trim()],
  ];
  const lines = fields.filter(([, value]) => !!value).map(([name, value]) => `${name}: ${oneLine(value ?? '')}`);
  // an empty line would end the package's paragraph
  const paragraph = long.map((line) => (line.trim() === '' ? ' .' : ` ${line.trim()}`));
  return `${[...lines, ...paragraph].join('\n')}\n`;
}

/** @param {string} value */
function oneLine(value) {
  if (value.includes('\n')) throw new Error(`more than one line: ${JSON.stringify(value)}`);
  return value;
}
