import * as z from 'zod';

/** The options of `nx-docker-multiarch:init`. */
export const optionsSchema = z.strictObject({
  skipFormat: z
    .boolean()
    .default(false)
    .meta({ description: 'Leave the files that change as they are written.' }),
});

export type InitOptions = z.input<typeof optionsSchema>;
