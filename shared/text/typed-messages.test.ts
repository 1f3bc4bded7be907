import { describe, expectTypeOf, it } from 'vitest';
import type { ArgumentsOf, KeyOf, RichArgumentsOf } from './typed-messages.ts';

interface Words {
  readonly plain: 'Plain';
  readonly inner: {
    readonly name: 'To {name}';
    readonly amount: '{done, number} of {total, plural, one {# file} other {# files of {peer}}}';
    readonly branches: '{by, select, there {paused} other {on {peer} {n, plural, other {and {m}}}}} · {size}';
    readonly tags: '<a></a> and <b>{name}</b>';
    readonly odd: 'counts {name, plural, other {#}}';
  };
}

// what tsc says about this file is the test; nothing of it is left when it runs
describe('types of messages', () => {
  it('has the path of every message, and of nothing else', () => {
    type Inner = 'name' | 'amount' | 'branches' | 'tags' | 'odd';
    expectTypeOf<KeyOf<Words>>().toEqualTypeOf<'plain' | `inner.${Inner}`>();
  });

  it('wants nothing for plain words', () => {
    expectTypeOf<ArgumentsOf<Words, 'plain'>>().toEqualTypeOf<[]>();
  });

  it('finds arguments beside and inside of branches, and no words of a branch', () => {
    type Amount = { readonly done: number; readonly total: number; readonly peer: string };
    expectTypeOf<ArgumentsOf<Words, 'inner.amount'>>().toEqualTypeOf<[values: Amount]>();
    type Branches = Record<'by' | 'peer' | 'm' | 'size', string> & Record<'n', number>;
    expectTypeOf<ArgumentsOf<Words, 'inner.branches'>[0]>().branded.toEqualTypeOf<Readonly<Branches>>();
  });

  it('wants a function for each tag', () => {
    type Tags = { readonly name: string; readonly a: () => string; readonly b: () => string };
    expectTypeOf<RichArgumentsOf<Words, 'inner.tags', () => string>[0]>().branded.toEqualTypeOf<Tags>();
  });

  it('wants what any message of several keys wants, and nothing can be two things', () => {
    expectTypeOf<ArgumentsOf<Words, 'plain' | 'inner.name'>>().toEqualTypeOf<[values: { readonly name: string }]>();
    expectTypeOf<ArgumentsOf<Words, 'inner.odd' | 'inner.name'>>().toEqualTypeOf<[values: { readonly name: never }]>();
  });
});
