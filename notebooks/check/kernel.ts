import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, HERE } from './places.ts';

/** Tells Jupyter of the TypeScript kernel of this folder, without touching the user's own settings. Returns the environment that Jupyter needs. */
export function kernelEnvironment(): NodeJS.ProcessEnv {
  const home = join(CACHE, 'jupyter');
  const folder = join(home, 'kernels', 'tslab');
  mkdirSync(folder, { recursive: true });
  const tslab = join(HERE, 'node_modules', 'tslab', 'bin', 'tslab');
  const kernel = {
    argv: [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  };
  writeFileSync(join(folder, 'kernel.json'), JSON.stringify(kernel));
  const own = {
    JUPYTER_PATH: home,
    JUPYTER_CONFIG_DIR: join(home, 'config'),
    JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
  };
  return { ...process.env, ...own, IPYTHONDIR: join(home, 'ipython') };
}
