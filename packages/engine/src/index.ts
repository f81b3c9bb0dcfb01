/** @saguaro/engine: the public API. */
export { Machine } from './host/embedding.ts';
export type { FrameView, HostServices, LimitName, MachineOptions, Outcome, PendingCall, RunOptions, StartOptions } from './host/embedding.ts';
export type { LoadedModule, ModuleLoader } from './agent/module.ts';
export type { LoadAnswer } from './agent/module-state.ts';
export type { Account, Clock, Limits } from './machine/machine.ts';
export type { EdgeKind, HeapEdge, HeapGraph, HeapNode, HeapNodeKind, HeapRoot, RootKind } from './machine/heap.ts';
export type { KeptBinding, KeptReport } from './machine/kept.ts';
export { evaluate } from './host/evaluate.ts';
export { explainSource } from './explain/static.ts';
export { analyzeCaptures } from './explain/captures.ts';
export type { CaptureBinding, CaptureFacts, CaptureFunction, CaptureOptions, CaptureScope } from './explain/captures.ts';
export { disassembleSource as disassemble } from './bytecode/disassemble-source.ts';
export { loadTypeScript } from './parser/parse.ts';
export { SaguaroSyntaxError } from './parser/syntax-error.ts';
export { InternalFault } from './machine/guest-throw.ts';
export type { StorageStrategy } from './storage/plan.ts';
export { createTest262Host } from './host/test262.ts';
