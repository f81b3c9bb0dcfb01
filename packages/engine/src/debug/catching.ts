/** Will an exception be caught? Told from the stack as it stands, before anything is undone. */
import { CodeFlag } from '../bytecode/code.ts';
import { isCombinatorElement, isHelper, promiseOf, REACTION_PROMISE } from '../machine/call-sites.ts';
import type { Frame } from '../machine/frame.ts';
import type { Machine } from '../machine/machine.ts';
import { isPromise, promiseData, type Reaction, type Resolving } from '../machine/promises.ts';
import { type ExoticObject, JSFunction, type JSObject } from '../objects/object.ts';
import type { Value } from '../objects/value.ts';
import type { Node } from '../parser/ast.ts';
import { currentPc, offsetAt } from './places.ts';
import { programMapOf } from './program-map.ts';

/**
 * Does the program wait for what the newest frame is throwing, by a `catch` or by a handler of a promise that it rejects? As far as that is
 * known already: of a promise that the caller is about to get, its source tells.
 */
export function willBeCaught(m: Machine): boolean {
  return new Catchers(m).catches(m.frame);
}

class Catchers {
  private readonly m: Machine;
  private readonly seen = new Set<Frame | ExoticObject>();

  constructor(m: Machine) {
    this.m = m;
  }

  /** Is what a frame throws, or what is thrown through it, caught? */
  catches(from: Frame | null): boolean {
    for (let f = from; f !== null && !this.seen.has(f); f = f.caller) {
      this.seen.add(f);
      if (this.hasCatch(f)) return true;
      const { activity } = f;
      if (activity !== null && activity.kind !== 'generator') {
        const promise = promiseOf(activity);
        const { caller } = f;
        const isFirst = activity.kind === 'async' ? !activity.detached : activity.callerResult !== null;
        return this.handles(promise) || (isFirst && caller !== null && this.expects(caller));
      }
      if (isHelper(f, 'PromiseReactionJob')) return this.handles(f.slots[REACTION_PROMISE]);
      if (isHelper(f, 'PromiseResolveThenableJob')) return this.handles(f.slots[THENABLE_PROMISE]);
      if (isHelper(f, 'PromiseConstructor') || isHelper(f, 'PromiseTry'))
        return f.caller !== null && this.expects(f.caller);
    }
    return false;
  }

  private hasCatch(f: Frame): boolean {
    const { code } = f.code;
    if (code === null || (f.code.flags & CodeFlag.SelfHosted) !== 0) return false;
    return programMapOf(code.source)?.isCaught(this.offset(f)) === true;
  }

  /** Where a frame is; at a throw the newest frame's pc is behind the instruction already. */
  private offset(f: Frame): number {
    const { code } = f.code;
    if (code === null) return 0;
    return offsetAt(code, f === this.m.frame ? Math.max(0, f.pc - 1) : currentPc(this.m, f));
  }

  /** Does somebody handle the rejection of a promise, whoever listens? A promise that is met again has been counted. */
  private handles(promise: unknown): boolean {
    if (!isPromise(promise)) return false;
    if (this.seen.has(promise)) return true;
    this.seen.add(promise);
    const { reactions } = promiseData(promise);
    if (reactions.length > 0) return reactions.every((reaction) => this.takes(reaction));
    const follows = this.m.pendingJobs.find((job) => job.kind === 'call' && isFollowing(job.fn, job.args, promise));
    return follows?.kind === 'call' && this.handles(follows.args[0]);
  }

  private takes(reaction: Reaction): boolean {
    if (reaction.kind === 'await') return this.catches(reaction.activity.frame);
    const { onRejected, capability } = reaction;
    if (!(onRejected instanceof JSFunction)) return this.handles(capability?.promise);
    const { code, captures } = onRejected;
    const rejects = code.realm.intrinsic('%PromiseRejectFunction%') as JSFunction;
    if (code === rejects.code) return this.handles((captures[0] as Resolving).promise);
    // Of built-ins, `finally` passes on what it gets.
    return (code.flags & CodeFlag.SelfHosted) === 0 || isCombinatorElement(onRejected)
      ? true
      : this.handles(capability?.promise);
  }

  /** Says the source that the rejection of the promise which this frame is about to get will be handled? */
  private expects(caller: Frame): boolean {
    let f: Frame | null = caller;
    while (f !== null && (f.code.flags & CodeFlag.SelfHosted) !== 0) f = f.caller;
    const code = f?.code.code ?? null;
    if (f === null || code === null) return false;
    const path = programMapOf(code.source)?.nodesAt(this.offset(f)) ?? [];
    const fate = fateOf(path, code.start);
    if (fate === 'handled') return true;
    if (fate === 'awaited') return this.catches(f);
    // An async function's promise becomes what it returns.
    return fate === 'returned' && f.activity?.kind === 'async'
      ? f.activity.detached || f.caller === null
        ? this.handles(f.activity.object)
        : this.expects(f.caller)
      : false;
  }
}

/** Is the job going to let another promise follow this one? */
function isFollowing(fn: JSObject, args: readonly Value[], promise: ExoticObject): boolean {
  return fn instanceof JSFunction && fn.code.spec?.selfHosted === 'PromiseResolveThenableJob' && args[1] === promise;
}

/** Register of `promise` in `PromiseResolveThenableJob` (promise.js). */
const THENABLE_PROMISE = 1;

/** What becomes of the promise that the innermost call of a path gives. */
function fateOf(path: readonly Node[], from: number): 'handled' | 'awaited' | 'returned' | 'lost' {
  let at = path.length - 1;
  while (at >= 0 && !isCall(path[at] as Node)) {
    const { type } = path[at] as Node;
    if (type === 'AwaitExpression' || type === 'ForOfStatement') return 'awaited';
    at--;
  }
  for (; at > 0; at--) {
    const node = path[at] as Node;
    const around = path[at - 1] as Node;
    if (around.start < from) break;
    switch (around.type) {
      case 'AwaitExpression':
        return 'awaited';
      case 'ReturnStatement':
        return 'returned';
      case 'ArrowFunctionExpression':
        return around.body === node ? 'returned' : 'lost';
      case 'ForOfStatement':
        return around.await && around.right === node ? 'awaited' : 'lost';
      case 'MemberExpression': {
        const call = path[at - 2];
        if (around.object !== node || call?.type !== 'CallExpression' || call.callee !== around) return 'lost';
        const name = around.property.type === 'Identifier' && !around.computed ? around.property.name : '';
        if (name === 'catch' || (name === 'then' && call.arguments.length > 1)) return 'handled';
        if (name !== 'then' && name !== 'finally') return 'lost';
        at--;
        break;
      }
      // Promise.all([f(), g()])
      case 'ArrayExpression':
      case 'ConditionalExpression':
      case 'LogicalExpression':
      case 'SequenceExpression':
        break;
      case 'CallExpression': {
        const { callee } = around;
        const isCombinator =
          callee.type === 'MemberExpression' &&
          callee.object.type === 'Identifier' &&
          callee.object.name === 'Promise' &&
          callee.property.type === 'Identifier';
        if (!isCombinator || callee === node) return 'lost';
        if (['allSettled', 'any'].includes((callee.property as { name: string }).name)) return 'handled';
        break;
      }
      default:
        return 'lost';
    }
  }
  return 'lost';
}

const isCall = ({ type }: Node): boolean => type === 'CallExpression' || type === 'NewExpression';
