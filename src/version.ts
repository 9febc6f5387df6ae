import { readFileSync } from 'node:fs';

const { version, engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
  engines: { node: string };
};

/** The package's version. */
export const VERSION: string = version;

/** What is wrong with the Node that runs this, in one sentence; undefined: nothing. */
export function nodeProblem(running: string = process.version): string | undefined {
  const needed = Number(/\d+/.exec(engines.node)?.[0]);
  const major = Number(/\d+/.exec(running)?.[0]);
  return major >= needed
    ? undefined
    : `disco-replay needs Node ${needed} or later, and this is Node ${running.slice(1)}; in a folder of your own, npm install node@${needed} /path/to/disco-replay-${version}.tgz brings both, and npx disco doctor runs it`;
}
