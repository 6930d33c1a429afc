import path from 'node:path';

const KEBAB_CASE = /^\.?[a-z0-9]+(?:[-.][a-z0-9]+)*$/;
const SAYS_NOTHING = /^(?:utils?|helpers?|common|misc|shared)$/;

/** Refuses file names that are not kebab-case, and files or folders whose name says nothing about their subject. */
export const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      kebabCase: 'The file name "{{name}}" is not kebab-case.',
      saysNothing:
        'The name "{{name}}" says nothing about its subject: name it after the one thing it holds.',
    },
  },
  create(context) {
    return {
      Program(node) {
        const segments = path.relative(context.cwd, context.filename).split(path.sep);
        const name = segments.at(-1);
        if (!KEBAB_CASE.test(name)) context.report({ node, messageId: 'kebabCase', data: { name } });
        for (const segment of segments.map((text) => text.split('.')[0])) {
          if (SAYS_NOTHING.test(segment))
            context.report({ node, messageId: 'saysNothing', data: { name: segment } });
        }
      },
    };
  },
};
