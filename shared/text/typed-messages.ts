/**
 * Which keys a catalogue has, and what each of its messages wants to be given, read from the messages themselves.
 * Our own and not those of use-intl: these read the little ICU of message.ts one bracket at a time, so that the
 * compiler needs seconds where the full grammar, over keys that are unions, takes it minutes.
 */

/** Paths of the messages: `peers.title`. */
export type KeyOf<Words> = {
  [Step in keyof Words & string]: Words[Step] extends string ? Step : `${Step}.${KeyOf<Words[Step]>}`;
}[keyof Words & string];

type MessageAt<Words, Key extends string> = Key extends keyof Words
  ? Words[Key]
  : Key extends `${infer Step}.${infer Rest}`
    ? Step extends keyof Words
      ? MessageAt<Words[Step], Rest>
      : never
    : never;

interface Argument {
  readonly name: string;
  /** `''` for a plain one. */
  readonly type: string;
}

/**
 * In a message, brackets around an argument and around one of its branches take turns. So an opening one is of an
 * argument when the number of brackets before it is even.
 */
type ArgumentsIn<Message, IsText extends boolean = true> = Message extends `${infer Before}{${infer After}`
  ? PassClosing<Before, IsText> extends true
    ? ArgumentAt<After> | ArgumentsIn<After, false>
    : ArgumentsIn<After>
  : never;

/** Whether text follows after the closing brackets in `Piece`. */
type PassClosing<Piece, IsText extends boolean> = Piece extends `${string}}${infer Rest}`
  ? PassClosing<Rest, IsText extends true ? false : true>
  : IsText;

/** `name}…`, `name, type}…` or `name, type, …` */
type ArgumentAt<Source> = Source extends `${infer Inner}}${string}`
  ? Inner extends `${infer Name}, ${infer Type}`
    ? { readonly name: Name; readonly type: Type extends `${infer Word}, ${string}` ? Word : Type }
    : { readonly name: Inner; readonly type: '' }
  : never;

type TagsIn<Message> = Message extends `${string}</${infer Name}>${infer Rest}` ? Name | TagsIn<Rest> : never;

/** What may stand for an argument of these types; nothing where two messages disagree. */
type ValueOf<Type> = [Type] extends ['plural' | 'number'] ? number : [Type] extends ['' | 'select'] ? string : never;

type Values<Found extends Argument> = {
  readonly [Name in Found['name']]: ValueOf<Extract<Found, { readonly name: Name }>['type']>;
};

/**
 * What comes after the key: nothing, or all arguments of the message; of all messages where the key is a union.
 * Every key at once is what the compiler tries after an unknown one: the error is then to be about the key.
 */
export type ArgumentsOf<Words, Key extends string> = [KeyOf<Words>] extends [Key]
  ? [values?: object]
  : ArgumentsFor<MessageAt<Words, Key>>;

type ArgumentsFor<Message> = [ArgumentsIn<Message>] extends [never] ? [] : [values: Values<ArgumentsIn<Message>>];

/** The same with a function for each tag: `<peer></peer>` wants `peer`. */
export type RichArgumentsOf<Words, Key extends string, MakeTag> = [KeyOf<Words>] extends [Key]
  ? [values?: object]
  : RichArgumentsFor<MessageAt<Words, Key>, MakeTag>;

type RichArgumentsFor<Message, MakeTag> = [
  values: Values<ArgumentsIn<Message>> & { readonly [Name in TagsIn<Message>]: MakeTag },
];
