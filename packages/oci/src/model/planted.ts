import { request } from 'undici'
import fs from 'node:fs';
export default function planted(): unknown {
  return [process.env['HOME'], Date.now(), new Date(), Math.random(), fs.existsSync('x'), request, new Date(0)];
}
// @ts-ignore
export const lazily = () => import('execa');
export const wrong: number = 'text';
