import { isRemote } from '../../plan/index.js';
import { NOTHING, written } from './converted.js';
import { blocks, eachText, withoutVariable, type Convert } from './rule.js';

// Both are the default of both executors; Nx makes the empty text of {workspaceRoot}.
const WORKSPACE_ROOT = /^(?:\.|\.\/|\{workspaceRoot\}\/?)$/;

/** The Dockerfile, relative to the workspace root for both. */
export const file: Convert = (given) =>
  eachText(given, (path) => {
    if (path === '{projectRoot}/Dockerfile') return NOTHING;
    return withoutVariable(given.option, path, 'dockerfile', 'blocks') ?? written({ dockerfile: path });
  });

/** The build context. */
export const context: Convert = (given) =>
  eachText(given, (text) => {
    const place = text.replace(/\{\{\s*defaultContext\s*\}\}/g, '.');
    if (WORKSPACE_ROOT.test(place)) return NOTHING;
    if (isRemote(place)) {
      const why = 'nx-container reads the Dockerfile from there too, and we read it from this workspace.';
      const todo = 'Put the Dockerfile into the workspace and set "dockerfile" and "context".';
      const hidden = text.replace(/(?<=:\/\/)[^/]*@/, '…@').replace(/\?.*/s, '?…');
      return blocks(given.option, hidden, why, todo);
    }
    return withoutVariable(given.option, place, 'context', 'blocks') ?? written({ context: place });
  });
