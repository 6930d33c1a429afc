import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { digestOf, OCI_INDEX, parseReference } from '@nx-docker-multiarch/oci/model';
import type { ImageResult } from '../../pipeline/index.js';
import { samplePlan } from '../../plan/sample-plan.js';
import type { RunConsole } from '../world/console.js';
import { prepareReport, publishReport, type ReportPlaces } from './publish-report.js';

const DIGEST = digestOf('root');
const RESULT: ImageResult = {
  root: { mediaType: OCI_INDEX, digest: DIGEST, size: 857 },
  platforms: [],
  tags: [{ reference: parseReference('ghcr.io/acme/api:1'), outcome: 'moved', bytesSent: 0 }],
  outputPath: undefined,
  loaded: undefined,
  bytesSent: 0,
  bytesReceived: 0,
};

describe('a report', () => {
  let directory: string;
  let lines: string[];
  let resultFile: string;
  const place = (name: string): string => path.join(directory, name);

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'report-'));
    resultFile = place('reports/api.json');
    lines = [];
  });
  afterEach(() => rm(directory, { recursive: true }));

  function publish(
    plan: Parameters<typeof samplePlan>[0] = {},
    places: Partial<ReportPlaces> = {},
    result = RESULT,
  ): Promise<void> {
    const line = (text: string) => lines.push(text);
    const out: RunConsole = { line, progress: line, warn: line, error: line };
    const all = samplePlan({ projectName: '@acme/api', resultFile, ...plan });
    return publishReport(all, result, { out, env: {}, isOneOfSeveral: false, ...places });
  }

  it('is a file, which replaces the former one, and what is printed', async () => {
    await prepareReport(samplePlan({ resultFile }));
    await writeFile(resultFile, 'former');
    await publish();
    expect(JSON.parse(await readFile(resultFile, 'utf8'))).toMatchObject({ project: '@acme/api' });
    expect(await readdir(place('reports'))).toEqual(['api.json']);
    expect(lines[0]).toMatch(/^platform +outcome/);
  });

  it('is a line a tag if it is to be quiet', async () => {
    await prepareReport(samplePlan({ resultFile }));
    await publish({ verbosity: 'quiet' });
    expect(lines).toEqual([`ghcr.io/acme/api:1  ${DIGEST}  moved, 0 B sent`]);
  });

  it.each([
    ['one image', false, `acme-api-8afb8218-digest=${DIGEST}\ndigest=${DIGEST}\n`],
    ['one of several images', true, `acme-api-8afb8218-digest=${DIGEST}\n`],
  ])('for GitHub of %s is added to what is there', async (_title, isOneOfSeveral, expected) => {
    await prepareReport(samplePlan({ resultFile }));
    const env = { GITHUB_OUTPUT: place('outputs'), GITHUB_STEP_SUMMARY: place('summary') };
    await writeFile(env.GITHUB_OUTPUT, 'a=1\n');
    await publish({}, { env, isOneOfSeveral });
    expect(await readFile(env.GITHUB_OUTPUT, 'utf8')).toBe(`a=1\n${expected}`);
    expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).toContain('### @acme/api');
  });

  it('that can not be written is known before anything is built', async () => {
    await writeFile(place('reports'), 'a file');
    await expect(prepareReport(samplePlan({ resultFile }))).rejects.toMatchObject({
      code: 'DISC_FAILED',
      message: expect.stringContaining(`Making the folder of result file ${resultFile}: E`) as string,
    });
  });

  it.each<[string, Partial<ImageResult>, string]>([
    ['a push', {}, 'The push succeeded: every tag points to'],
    ['a build', { tags: [] }, 'The image is finished:'],
  ])('that can not be written after %s does not hide it, nor the rest', async (_title, changes, expected) => {
    await mkdir(resultFile, { recursive: true });
    const env = { GITHUB_OUTPUT: place('outputs') };
    await expect(publish({}, { env }, { ...RESULT, ...changes })).rejects.toMatchObject({
      code: 'DISC_FAILED',
      message: expect.stringContaining(`Writing result file ${resultFile}: E`) as string,
      hint: expect.stringContaining(`${expected} ${DIGEST}`) as string,
    });
    expect(await readFile(env.GITHUB_OUTPUT, 'utf8')).toContain(`\ndigest=${DIGEST}\n`);
    expect(await readdir(place('reports'))).toEqual(['api.json']);
  });

  it("that GitHub's file does not take is a failure of its own", async () => {
    await prepareReport(samplePlan({ resultFile }));
    await expect(publish({}, { env: { GITHUB_OUTPUT: directory } })).rejects.toMatchObject({
      code: 'DISC_FAILED',
      message: expect.stringContaining(`Writing GitHub's outputs to ${directory}: EISDIR`) as string,
    });
  });
});
