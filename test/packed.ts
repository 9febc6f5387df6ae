import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Installs the package in an empty folder as a user gets it: packed, compiled JavaScript only. */
export function installPacked(home: string): void {
  // .ci/run has just built it, and goes on using what it built.
  const built = process.env.DISCO_BUILT === undefined ? [] : ['--ignore-scripts'];
  execFileSync('npm', ['pack', '--silent', ...built, '--pack-destination', home], { cwd: ROOT, stdio: 'ignore' });
  execFileSync('npm', ['init', '-y'], { cwd: home, stdio: 'ignore' }); // as npm makes it by default: CommonJS
  const [pack] = readdirSync(home).filter((name) => name.endsWith('.tgz'));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', `./${pack}`], { cwd: home, stdio: 'ignore' });
}
