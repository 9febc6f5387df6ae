import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { kernelEnvironment } from './check/kernel.ts';
import { HERE } from './check/places.ts';

/** Opens the Jupyter notebooks with the TypeScript kernel of this folder. Arguments go to `jupyter notebook`. */
const folder = join(HERE, 'jupyter');
spawn('jupyter', ['notebook', folder, ...process.argv.slice(2)], { env: kernelEnvironment(), stdio: 'inherit' });
