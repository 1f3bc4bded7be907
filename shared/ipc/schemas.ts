import { z } from 'zod';
import { REQUESTS, type RequestArgs, type RequestFields, type RequestName } from './contract.ts';
import { fields } from './fields.ts';

type RequestSchemas = { readonly [N in RequestName]: z.ZodType<RequestArgs<N>> };

/** One parser for the arguments of each request. Unknown fields are refused: the preload is ours and sends none. */
export const requestSchemas: RequestSchemas = createSchemas();

function createSchemas(): RequestSchemas {
  const entries = Object.entries(REQUESTS).map(([name, { takes }]) => [name, toSchema(takes(fields))]);
  // fromEntries forgets which parser belongs to which name, and RequestArgs is what such a parser gives
  return Object.fromEntries(entries) as RequestSchemas;
}

function toSchema(taken: RequestFields | null) {
  return taken === null ? z.tuple([]) : z.tuple([z.strictObject(taken)]);
}
