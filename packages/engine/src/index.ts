/** @saguaro/engine: the public API. */

export type { LoadedModule, ModuleLoader } from './agent/module.ts';
export type { LoadAnswer } from './agent/module-state.ts';
export { disassembleSource as disassemble } from './bytecode/disassemble-source.ts';
export type { Breakpoint, BreakpointRequest } from './debug/breakpoints.ts';
export { Debugger } from './debug/debugger.ts';
export type { BindingInspection, FrameInspection, FramesOptions, ScopeInspection } from './debug/frames.ts';
export { DebugError, type EvaluateOptions, type EvaluationView, Inspector } from './debug/inspector.ts';
export type { DebuggerEvents, DebugOutcome, ExceptionStops, Stopped, StopReason } from './debug/outcome.ts';
export type { QueuesView } from './debug/queues.ts';
export type { PropertyPage, PropertyView, ValueView } from './debug/values.ts';
export type {
  CaptureBinding,
  CaptureFacts,
  CaptureFunction,
  CaptureOptions,
  CaptureScope,
} from './explain/captures.ts';
export { analyzeCaptures } from './explain/captures.ts';
export { explainSource } from './explain/static.ts';
export { analyzeAsV8 } from './explain/v8/analyze.ts';
export type {
  HeapRule,
  V8Function,
  V8Location,
  V8Scope,
  V8ScopeKind,
  V8Use,
  V8Variable,
  V8VariableKind,
} from './explain/v8/scope.ts';
export type { V8ExplainedBinding, V8ExplainOptions, V8Explanation, V8Mode, V8Place } from './explain/v8.ts';
export { explainV8 } from './explain/v8.ts';
export { HistoryError } from './history/head.ts';
export type { Printed } from './history/journal.ts';
export { describeRecording, isRecording, type RecordingDescription } from './history/recording.ts';
export { RecordingError, type RecordingErrorCode } from './history/recording-error.ts';
export { Handle } from './host/data.ts';
export { Machine } from './host/embedding.ts';
export { evaluate } from './host/evaluate.ts';
export type { HostAnswer, HostFunction } from './host/functions.ts';
export type {
  FrameView,
  HostServices,
  LimitName,
  MachineOptions,
  Outcome,
  PendingCall,
  ReplayOptions,
  RestoreOptions,
  RunOptions,
  StartOptions,
} from './host/options.ts';
export { createTest262Host, type Test262Callbacks, test262HostOf } from './host/test262.ts';
export type { IsolatedOptions, IsolatedOutcome } from './isolate/evaluate-in-worker.ts';
export { RemoteValue } from './isolate/parcel.ts';
export type { IsolateWorker } from './isolate/ports.ts';
export { InternalFault } from './machine/guest-throw.ts';
export type {
  EdgeKind,
  HeapEdge,
  HeapGraph,
  HeapNode,
  HeapNodeKind,
  HeapPlace,
  HeapRoot,
  RootKind,
} from './machine/heap.ts';
export type { KeptBinding, KeptReport } from './machine/kept.ts';
export type { Account, Clock, Limits } from './machine/machine.ts';
export type {
  Picture,
  PictureBinding,
  PictureField,
  PictureFrame,
  PictureFree,
  PictureJob,
  PictureNode,
  PictureOptions,
  PictureRegister,
  PictureRoot,
  PictureTimer,
  PictureValue,
} from './machine/picture-types.ts';
export type { Position } from './machine/position.ts';
export type { BindingQuery, DeclaredAt, Since, Why } from './machine/why.ts';
export type { Program } from './parser/ast.ts';
export { loadTypeScript } from './parser/parse.ts';
export { SaguaroSyntaxError } from './parser/syntax-error.ts';
export { isSnapshot, neededFunctions } from './snapshot/snapshot.ts';
export { SnapshotError, type SnapshotErrorCode } from './snapshot/snapshot-error.ts';
export type { StorageStrategy } from './storage/plan.ts';
