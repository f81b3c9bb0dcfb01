/** What `Machine.picture()` gives: plain data, in the words of ARCHITECTURE.md's glossary. */
import type { EdgeKind, HeapNodeKind, RootKind } from './heap.ts';

export interface PictureOptions {
  /** Most things shown; default 20,000. */
  readonly nodes?: number;
  /** Most frames shown: the newest ones and the oldest; default 60. */
  readonly frames?: number;
  /** Most fields of one thing; default 200. */
  readonly fields?: number;
}

export interface Picture {
  /** The stack, newest first. */
  readonly frames: readonly PictureFrame[];
  /** Frames between the last two of `frames`. */
  readonly framesLeftOut: number;
  /** What the program's own globals, modules, stack, timers and jobs reach; the realm's built-ins only by name. */
  readonly nodes: readonly PictureNode[];
  readonly nodesLeftOut: number;
  /** The program's own roots other than frames. A `handle` without a name: what the host holds, such as the promise of a call it is to answer. */
  readonly roots: readonly PictureRoot[];
  /** Microtasks, first in line first. */
  readonly jobs: readonly PictureJob[];
  readonly timers: readonly PictureTimer[];
  /** Returned frames that wait for the next call of their function. */
  readonly free: readonly PictureFree[];
}

export interface PictureValue {
  /** `native`: a built-in, known by name. `empty`: a hole, or a binding before its declaration. Else a typeof, or a kind of node. */
  readonly type:
    | 'undefined'
    | 'null'
    | 'boolean'
    | 'number'
    | 'string'
    | 'bigint'
    | 'symbol'
    | 'empty'
    | 'native'
    | 'weak'
    | HeapNodeKind;
  readonly text: string;
  /** Identity of the node it leads to. */
  readonly to?: number;
  /** Of a string: what it takes. Equal strings that share their bytes are not told apart. */
  readonly bytes?: number;
}

export interface PictureField {
  readonly kind: EdgeKind;
  readonly name: string | number;
  readonly value: PictureValue;
}

export interface PictureNode {
  /** The same number for the same thing as long as it lives in this machine; a frame that is reused keeps its own. */
  readonly identity: number;
  readonly kind: HeapNodeKind;
  readonly name: string;
  readonly bytes: number;
  readonly fields: readonly PictureField[];
  /** Fields left out. */
  readonly more: number;
  /** Of a closure. */
  readonly source?: {
    readonly file: string;
    readonly start: number;
    readonly end: number;
    readonly line: number;
    readonly column: number;
  };
  /** Of a cell: the function that declares its binding, and the declaration's offset. */
  readonly owner?: string;
  readonly start?: number;
  /** Of an environment or a table: what it holds, with the offsets of the declarations. */
  readonly bindings?: readonly { readonly name: string; readonly start: number; readonly owner: string }[];
  /** Of a promise: pending, fulfilled, rejected. Of a suspended frame: its activity's state. */
  readonly state?: string;
  /** Of a frame: a built-in's, written in JavaScript. */
  readonly hidden?: boolean;
}

export interface PictureRoot {
  readonly kind: RootKind;
  readonly name: string | number;
  readonly value: PictureValue;
}

export interface PictureBinding {
  readonly name: string;
  readonly kind: string;
  /** Offset of the declaration. */
  readonly start: number;
  readonly line: number;
  readonly column: number;
  /** `register` of this frame; `cell` in that register; `slot`, `name`: in the record `holder`; `capture`: taken along by the running closure. */
  readonly place: 'register' | 'cell' | 'slot' | 'name' | 'capture';
  /** Register, slot or capture; -1: by name. */
  readonly index: number;
  readonly value: PictureValue;
  /** Will it be read again? A dead register keeps nothing alive. */
  readonly live: boolean;
  /** Identity of the cell, environment or table that has it. */
  readonly holder?: number;
}

export interface PictureRegister {
  readonly index: number;
  /** The binding it belongs to; absent for temporaries. */
  readonly name?: string;
  readonly value: PictureValue;
  readonly live: boolean;
}

export interface PictureFrame {
  readonly identity: number;
  /** Its name, `<anonymous>` or `<top level>`. */
  readonly function: string;
  /** A built-in written in JavaScript: hidden from stacks. */
  readonly hidden: boolean;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Offset in the source of what it is going to execute, or of the call it waits for. */
  readonly offset: number;
  /** Identity of its closure. */
  readonly closure?: number;
  readonly bindings: readonly PictureBinding[];
  readonly registers: readonly PictureRegister[];
  readonly bytes: number;
  /** Something refers to it: it stays when it returns. */
  readonly kept: boolean;
}

export interface PictureJob {
  readonly text: string;
  readonly to?: number;
}

export interface PictureTimer {
  readonly kind: 'timeout' | 'interval' | 'immediate';
  /** The function to be called. */
  readonly text: string;
  /** Milliseconds. */
  readonly delay: number;
  /** Monotonic milliseconds of the machine's clock. */
  readonly at: number;
  readonly to?: number;
}

export interface PictureFree {
  readonly identity: number;
  readonly function: string;
  /** How many it has. */
  readonly registers: number;
}
