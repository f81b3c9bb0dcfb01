/** All commands, in the order in which help lists them. */
import type { CommandDeclaration } from '../command.ts';
import { compareCommand } from './compare.ts';
import { dapCommand } from './dap.ts';
import { debugCommand } from './debug.ts';
import { disassembleCommand } from './disassemble.ts';
import { explainCommand } from './explain.ts';
import { inspectCommand } from './inspect.ts';
import { leaksCommand } from './leaks.ts';
import { replCommand } from './repl.ts';
import { replayCommand } from './replay.ts';
import { resumeCommand } from './resume.ts';
import { runCommand } from './run.ts';
import { viewCommand } from './view.ts';

export const commands: readonly CommandDeclaration[] = [
  explainCommand,
  runCommand,
  debugCommand,
  dapCommand,
  replayCommand,
  resumeCommand,
  inspectCommand,
  compareCommand,
  leaksCommand,
  disassembleCommand,
  replCommand,
  viewCommand,
];
