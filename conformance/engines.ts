/** What the runner must know of an engine before it starts one. */
export interface EngineInfo {
  /** Storage strategies that `--storage all` runs; the first is the default. */
  readonly storages: readonly string[];
  /** Values of [[CanBlock]] that the engine can give an agent; a test that asks for another is not run. */
  readonly canBlock: readonly boolean[];
  /** Flags for the process that runs it. */
  readonly flags: readonly string[];
}

export const engines = {
  saguaro: { storages: ['flat', 'linked', 'frame', 'table'], canBlock: [true, false], flags: [] },
  node: {
    storages: ['host'],
    canBlock: [true],
    flags: ['--experimental-vm-modules', '--expose-gc', '--allow-natives-syntax'],
  },
} satisfies Record<string, EngineInfo>;

export type EngineName = keyof typeof engines;
