/** Why a recording could not be made, read or replayed. */
export type RecordingErrorCode =
  /** The bytes are no recording, or were cut short or altered. */
  | 'DAMAGED'
  /** Made by another version of the engine or of the format: a recording is replayed by the engine that made it. */
  | 'VERSION'
  /** What was given to replay it does not fit it. */
  | 'UNSUPPORTED';

/** A recording that cannot be read; nothing of it has run. */
export class RecordingError extends Error {
  readonly code: RecordingErrorCode;
  constructor(code: RecordingErrorCode, message: string) {
    super(message);
    this.name = 'RecordingError';
    this.code = code;
  }
}
