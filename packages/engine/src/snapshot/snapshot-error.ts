/** Why a snapshot could not be taken or restored. */
export type SnapshotErrorCode =
  /** The bytes are no snapshot, or were cut short or altered. */
  | 'DAMAGED'
  /** Written by a version of the format or of the instruction set that this engine does not read. */
  | 'VERSION'
  /** The program calls functions of the host that were not given. */
  | 'MISSING_FUNCTION'
  /** A built-in that the program has met is not there in this engine or with these options. */
  | 'MISSING_BUILTIN'
  /** It would be larger than the limit `snapshotBytes` allows. */
  | 'LIMIT'
  /** The machine holds something that cannot be written down, or is running. */
  | 'UNSUPPORTED';

/** A snapshot that cannot be taken or restored; nothing has been changed. */
export class SnapshotError extends Error {
  readonly code: SnapshotErrorCode;
  constructor(code: SnapshotErrorCode, message: string) {
    super(message);
    this.name = 'SnapshotError';
    this.code = code;
  }
}

export function damaged(what: string): never {
  throw new SnapshotError('DAMAGED', `The snapshot is damaged: ${what}.`);
}
