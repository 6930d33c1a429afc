import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The folder in which this run of Jest keeps installed workspaces, to copy them for each suite. */
export const TEMPLATES = path.join(tmpdir(), `nxdm-templates-${process.pid}`);

/** Jest's global tear-down: it runs in the process of the suites, as there is one worker. */
export default async function removeTemplates(): Promise<void> {
  await rm(TEMPLATES, { recursive: true, force: true });
}
