import { type CpioEntry, cpioArchive } from '../system/cpio.ts';
import { INIT_APPLETS, initScript } from '../system/init-script.ts';
import { markerProgram, START_MARKER, START_PROGRAM, STOP_MARKER, STOP_PROGRAM } from '../system/markers.ts';
import type { Module } from './modules.ts';

const FOLDERS = ['bin', 'dev', 'proc', 'sys', 'disk', 'modules'];

/** The guest's initial file system: busybox, modules, the programs of the markers, and what runs first. */
export function initialArchive(busybox: Buffer, modules: readonly Module[]): Buffer {
  const program = (name: string, content: Uint8Array): CpioEntry => ({ name, kind: 'file', mode: 0o755, content });
  return cpioArchive([
    ...FOLDERS.map((name): CpioEntry => ({ name, kind: 'folder' })),
    { name: 'dev/console', kind: 'device', major: 5, minor: 1 },
    program('init', Buffer.from(initScript(modules.map(({ name }) => name)))),
    program('bin/busybox', busybox),
    ...INIT_APPLETS.map((name): CpioEntry => ({ name: `bin/${name}`, kind: 'link', target: 'busybox' })),
    program(`bin/${START_PROGRAM}`, markerProgram(START_MARKER)),
    program(`bin/${STOP_PROGRAM}`, markerProgram(STOP_MARKER)),
    ...modules.map(
      ({ name, content }): CpioEntry => ({ name: `modules/${name}.ko`, kind: 'file', mode: 0o644, content }),
    ),
  ]);
}
