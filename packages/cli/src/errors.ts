/** The catalogue of what a user can do wrong: each error has a code, a message of one line and a hint of what to do. */

/** Something that the user can put right. Ends the command with status 2. */
export class UserError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string) {
    super(message);
    this.name = 'UserError';
    this.code = code;
    this.hint = hint;
  }
}

export const fileMissing = (path: string): UserError =>
  new UserError('file-missing', `there is no file ${path}.`, 'Check the name and the folder you are in.');

export const isDirectory = (path: string): UserError =>
  new UserError('is-directory', `${path} is a folder, not a file.`, 'Name the file in it that should run.');

export const noPermission = (path: string): UserError =>
  new UserError('no-permission', `${path} may not be read.`, 'Ask for permission to read it, or copy it.');

export const unreadable = (path: string, reason: string): UserError =>
  new UserError('unreadable', `${path} cannot be read: ${reason}.`, 'Check the file and the disk it is on.');

export const notText = (path: string): UserError =>
  new UserError('not-text', `${path} is not text.`, 'Saguaro runs JavaScript and TypeScript source encoded as UTF-8.');

export const unknownExtension = (path: string, extension: string): UserError =>
  new UserError(
    'unknown-extension',
    `${path} ends in ${extension}, which is neither JavaScript nor TypeScript.`,
    'Known endings: .js .mjs .cjs .ts .mts .cts; other text comes in through standard input: saguaro run - < FILE',
  );

export const badPackageJson = (path: string, reason: string): UserError =>
  new UserError(
    'bad-package-json',
    `${path} is not valid JSON: ${reason}.`,
    'Mend it, or rename the program to .mjs or .cjs.',
  );

export const nothingToRun = (command: string): UserError =>
  new UserError(
    'nothing-to-run',
    'there is no program to run.',
    `Name a file (saguaro ${command} FILE), give code (-e CODE), or pipe it to standard input.`,
  );

export const fileAndCode = (): UserError =>
  new UserError('file-and-code', 'both a file and -e CODE are given.', 'Give one of them.');

export const badValue = (option: string, value: string, wanted: string): UserError =>
  new UserError('bad-value', `${option} cannot be '${value}'.`, `It takes ${wanted}.`);

export const cannotWrite = (path: string, reason: string): UserError =>
  new UserError('cannot-write', `${path} cannot be written: ${reason}.`, 'Check the folder and its permissions.');

export const cannotPrint = (reason: string): UserError =>
  new UserError(
    'cannot-print',
    `what was to be printed cannot be written: ${reason}.`,
    'Check where the output goes: the disk may be full.',
  );

export const notSnapshot = (path: string, reason: string): UserError =>
  new UserError(
    'not-snapshot',
    `${path} cannot be read as a heap snapshot: ${reason}.`,
    'Take one with v8.writeHeapSnapshot() in Node, or in the Memory panel of DevTools.',
  );

export const leaksUsage = (): UserError =>
  new UserError(
    'leaks-usage',
    'it is not clear what to look at.',
    'Name snapshots (saguaro leaks A.heapsnapshot B.heapsnapshot), one program (saguaro leaks FILE.js), a program for Node (--node FILE ARGUMENTS), or a process (--inspect HOST:PORT).',
  );

export const nodeFailed = (file: string, status: string): UserError =>
  new UserError(
    'node-failed',
    `${file} ended in Node (${status}) before its heap could be looked at.`,
    'Its messages stand above: mend the program, or take the snapshot earlier (--after).',
  );

export const cannotInspect = (address: string, reason: string): UserError =>
  new UserError(
    'cannot-inspect',
    `${address} cannot be inspected: ${reason}.`,
    'Start the process with node --inspect, and name the host and port that it prints.',
  );

export const viewerMissing = (folder: string): UserError =>
  new UserError(
    'viewer-missing',
    `the viewer's page is not there: ${folder} has no built page.`,
    'The package is incomplete: install it again.',
  );

export const viewerNotBuilt = (reason: string): UserError =>
  new UserError(
    'viewer-not-built',
    `the viewer's page could not be built.\n${reason}`,
    'Run npm ci in the checkout, then npm run build -w packages/viewer, and look at what it says.',
  );

export const portTaken = (port: number, reason: string): UserError =>
  new UserError('port-taken', `port ${port} cannot be listened on: ${reason}.`, 'Choose another, or leave --port out.');

export const damagedFile = (path: string, reason: string): UserError =>
  new UserError(
    'damaged-file',
    `${path} holds no program that can go on: ${reason}.`,
    'Such files are written by saguaro run --snapshot-at, --snapshot-on-limit and --record. Write it anew, or fetch it again.',
  );

export const recordingFile = (path: string): UserError =>
  new UserError(
    'recording-file',
    `${path} is a recording of a run, not a saved program.`,
    `Do the run again (saguaro replay ${path}), or save it at a step of it (--to STEP -o FILE.sag).`,
  );

export const snapshotFile = (path: string): UserError =>
  new UserError(
    'snapshot-file',
    `${path} is a saved program, not a recording of a run.`,
    `Go on with it: saguaro resume ${path}`,
  );

export const debugWhat = (both: boolean): UserError =>
  new UserError(
    'debug-what',
    both ? 'both a file and --replay are given.' : 'there is no program to debug.',
    'Name a file (saguaro debug FILE), or a recorded run (saguaro debug --replay FILE).',
  );

export const diverged = (path: string, reason: string, node: string): UserError =>
  new UserError(
    'diverged',
    `${path} cannot be replayed: the run does not go as it went. ${reason}`,
    `It was recorded by Node ${node}, and this is ${process.versions.node}: the same version may replay it. Else it was altered.`,
  );

export const noSuchStep = (path: string, step: number, begin: number, end: number): UserError =>
  new UserError('no-such-step', `${path} has no step ${step}.`, `It goes from step ${begin} to ${end}.`);

export const otherVersion = (path: string, reason: string): UserError =>
  new UserError('other-version', `${path}: ${reason}`, 'Use the version of Saguaro that wrote it.');

export const needsHost = (path: string, reason: string): UserError =>
  new UserError(
    'needs-host',
    `${path}: ${reason}`,
    'A program that embeds Saguaro saved it: only one that gives it those functions can resume it, by Machine.restore.',
  );

export const nowhereToSave = (option: string): UserError =>
  new UserError('nowhere-to-save', `${option} needs the name of a file to write.`, 'Give it by -o FILE.sag.');

export const notSaved = (reason: string): UserError =>
  new UserError('not-saved', reason, 'Allow more by --max-snapshot, or save the program at another step.');
