import * as z from 'zod';

/** Marks a list whose texts are cut at commas; the generator and the options page read it. */
export const COMMAS = { 'x-commas': true } as const;

/** Marks what most people set; Nx's help and editors show it first. */
export const IMPORTANT = { 'x-priority': 'important' } as const;

export const flag = (): z.ZodOptional<z.ZodBoolean> =>
  z.boolean({ error: 'must be true or false' }).optional();

export const text = () => z.string({ error: 'must be a text' }).optional();

/** For what Nx's command line turns into a number although it is a name or a size: `--stage=2`. */
export const textOrNumber = () => z.union([z.string(), z.number()], { error: 'must be a text' }).optional();

export const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: `must be ${names.join(' or ')}` }).optional();

export const list = () =>
  z.union([z.string(), z.array(z.string())], { error: 'must be a text or a list of texts' }).optional();

export const map = () =>
  z
    .union(
      [z.string(), z.array(z.string()), z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))],
      { error: 'must be an object of texts, a text "key=value", or a list of such texts' },
    )
    .optional();
