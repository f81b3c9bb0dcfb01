/** @saguaro/retention: heap graphs, and who keeps what alive. */
export { computeDominators, computeRetainedSizes, type Dominators } from './dominators.ts';
export { edgeLabel, type HeapGraph, type Links, NONE, nodeLabel, type StringTable } from './graph.ts';
export type { Cause, Finding, FunctionPlace, LeakReport, LiveClosure } from './leaks/finding.ts';
export { findLeaks, type LeakOptions } from './leaks/findings.ts';
export type { OriginalPlace, Place, ScriptSource, SourceProvider } from './leaks/source.ts';
export { blameBindings, Hold, reachableUnderThrift, type Thrift } from './needless.ts';
export { pathTo, type ShortestPaths, shortestPaths } from './paths.ts';
export { V8Heap } from './v8/heap.ts';
export { SnapshotError } from './v8/json-stream.ts';
export { type Locations, readV8Snapshot, type V8Snapshot, V8SnapshotReader } from './v8/read.ts';
export { heapSnapshotText } from './v8/write.ts';
