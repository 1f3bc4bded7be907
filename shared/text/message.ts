/** A piece of an ICU message; `#` inside a plural is an argument of its own. */
type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'argument'; readonly name: string; readonly type: string; readonly branches: Branches }
  | { readonly kind: 'tag'; readonly name: string; readonly children: Message };

export type Message = readonly MessagePart[];
type Branches = readonly (readonly [selector: string, message: Message])[];

/** All of the syntax that the catalogues use: no quoting, no offsets, no styles. */
const TOKEN = /\{|\}|#|<\/?\w+>|[^{}#<]+|</gy;

/** Takes a message apart. @throws Error where a bracket or tag is open */
export function parseMessage(source: string): Message {
  const reader = { source, at: 0 };
  const message = readMessage(reader, null);
  if (reader.at < source.length) throw new Error(`message ends too early: ${source}`);
  return message;
}

interface Reader {
  readonly source: string;
  at: number;
}

/** @param end - what closes it: `}`, a closing tag, or null for the end of the source */
function readMessage(reader: Reader, end: string | null): Message {
  const parts: MessagePart[] = [];
  while (reader.at < reader.source.length) {
    const token = next(reader, TOKEN);
    if (token === end) return parts;
    if (token === '}' || token.startsWith('</')) throw new Error(`nothing to close: ${reader.source}`);
    if (token === '{') parts.push(readArgument(reader));
    else if (token === '#') parts.push({ kind: 'argument', name: '#', type: '', branches: [] });
    else if (token.length > 1 && token.startsWith('<')) {
      const name = token.slice(1, -1);
      parts.push({ kind: 'tag', name, children: readMessage(reader, `</${name}>`) });
    } else parts.push({ kind: 'text', text: token });
  }
  if (end !== null) throw new Error(`no ${end} in ${reader.source}`);
  return parts;
}

function readArgument(reader: Reader): MessagePart {
  const [name = '', type = ''] = next(reader, /[^{},]+(,[^{},]+)?,?/gy)
    .split(',')
    .map((word) => word.trim());
  const branches: (readonly [string, Message])[] = [];
  for (;;) {
    const selector = next(reader, /\s*(\}|[^{}]+\{)/gy).trim();
    if (selector === '}') return { kind: 'argument', name, type, branches };
    branches.push([selector.slice(0, -1).trim(), readMessage(reader, '}')]);
  }
}

function next(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.source)?.[0];
  if (found === undefined) throw new Error(`cannot be read at ${reader.at}: ${reader.source}`);
  reader.at += found.length;
  return found;
}

/** The message with every text in it, those of branches and tags too, replaced by what `change` makes of it. */
export function changeTexts(message: Message, change: (text: string) => string): string {
  return message
    .map((part) => {
      if (part.kind === 'text') return change(part.text);
      if (part.kind === 'tag') return `<${part.name}>${changeTexts(part.children, change)}</${part.name}>`;
      if (part.name === '#') return '#';
      const branches = part.branches.map(([selector, inner]) => ` ${selector} {${changeTexts(inner, change)}}`);
      return `{${[part.name, part.type, branches.join('')].filter((piece) => piece !== '').join(',')}}`;
    })
    .join('');
}
