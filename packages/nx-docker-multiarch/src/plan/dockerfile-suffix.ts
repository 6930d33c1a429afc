/** What tells a Dockerfile from the others beside it: `worker` of `apps/api/Dockerfile.worker`; `undefined` of `Dockerfile`. */
export function dockerfileSuffix(path: string): string | undefined {
  return /(?:^|[/\\])Dockerfile\.([^/\\]+)$/.exec(path)?.[1];
}
