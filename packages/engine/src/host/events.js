// Event, CustomEvent, EventTarget (WHATWG DOM §2), AbortController and AbortSignal (§3), without a tree of targets.

// ---- Event ----------------------------------------------------------------------------------------------------------------------

function EventConstructor(type, options) {
  if (new.target === undefined) throw $typeError("Class constructor Event cannot be invoked without 'new'");
  if (arguments.length === 0)
    throw $nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "type" argument must be specified');
  return NewEvent(PrototypeFromConstructor(new.target, '%EventPrototype%'), 'Event', `${type}`, options, null);
}

function CustomEventConstructor(type, options) {
  if (new.target === undefined) throw $typeError("Class constructor CustomEvent cannot be invoked without 'new'");
  if (arguments.length === 0)
    throw $nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "type" argument must be specified');
  const text = `${type}`;
  const given = options === undefined || options === null ? undefined : options.detail;
  const proto = PrototypeFromConstructor(new.target, '%CustomEventPrototype%');
  return NewEvent(proto, 'CustomEvent', text, options, given === undefined ? null : given);
}

function NewEvent(proto, kind, type, options, detail) {
  if (options !== undefined && options !== null && !$isObject(options)) {
    throw $invalidArgument('options', 'of type object', options);
  }
  const given = options === undefined || options === null ? {} : options;
  const state = $newObject(null);
  $defineData(state, 'type', type);
  $defineData(state, 'bubbles', !!given.bubbles);
  $defineData(state, 'cancelable', !!given.cancelable);
  $defineData(state, 'composed', !!given.composed);
  $defineData(state, 'detail', detail);
  $defineData(state, 'timeStamp', $monotonic());
  $defineData(state, 'target', null);
  $defineData(state, 'phase', 0);
  $defineData(state, 'prevented', false);
  $defineData(state, 'stopped', false);
  $defineData(state, 'stoppedAtOnce', false);
  $defineData(state, 'dispatching', false);
  $defineData(state, 'passive', false);
  return $eventObject(proto, kind, state);
}

function EventComposedPath() {
  const state = $eventState(this, 'Event');
  return state.phase === 0 ? [] : [state.target];
}

function EventPreventDefault() {
  const state = $eventState(this, 'Event');
  if (state.cancelable && !state.passive) state.prevented = true;
}

function EventStopPropagation() {
  $eventState(this, 'Event').stopped = true;
}

function EventStopImmediatePropagation() {
  const state = $eventState(this, 'Event');
  state.stopped = true;
  state.stoppedAtOnce = true;
}

function EventCurrentTarget() {
  const state = $eventState(this, 'Event');
  return state.phase === 0 ? null : state.target;
}

function EventReturnValue() {
  return !$eventState(this, 'Event').prevented;
}

function EventSetReturnValue(v) {
  const state = $eventState(this, 'Event');
  if (!v && state.cancelable && !state.passive) state.prevented = true;
}

function EventSetCancelBubble(v) {
  const state = $eventState(this, 'Event');
  if (v) state.stopped = true;
}

// ---- EventTarget ----------------------------------------------------------------------------------------------------------------

function EventTargetConstructor() {
  if (new.target === undefined) throw $typeError("Class constructor EventTarget cannot be invoked without 'new'");
  return NewEventTarget(PrototypeFromConstructor(new.target, '%EventTargetPrototype%'), 'EventTarget');
}

function NewEventTarget(proto, kind) {
  const state = $newObject(null);
  $defineData(state, 'listeners', $newList());
  return $eventObject(proto, kind, state);
}

/** Is it what can listen: a function, or an object with handleEvent? */
function CheckListener(callback) {
  if (callback === undefined || callback === null) return false;
  if (!$isObject(callback)) throw $invalidArgument('listener', 'an instance of EventListener', callback);
  return true;
}

function EventTargetAddEventListener(type, callback, options) {
  const state = $eventState(this, 'EventTarget');
  if (arguments.length < 2)
    throw $nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "type" and "listener" arguments must be specified');
  let capture = false;
  let once = false;
  let passive = false;
  let signal;
  if ($isObject(options)) {
    capture = !!options.capture;
    once = !!options.once;
    passive = !!options.passive;
    signal = options.signal;
    if (signal !== undefined && !$isAbortSignal(signal))
      throw $invalidArgument('options.signal', 'an instance of AbortSignal', signal);
  } else capture = !!options;
  const name = `${type}`;
  if (!CheckListener(callback)) return;
  if (signal !== undefined && $eventState(signal, 'EventTarget').aborted) return;
  if (FindListener(state, name, callback, capture) >= 0) return;
  const listener = { type: name, callback, capture, once, passive, removed: false };
  $push(state.listeners, listener);
  if (signal !== undefined) OnAbort(signal, () => RemoveListener(state, listener));
}

function EventTargetRemoveEventListener(type, callback, options) {
  const state = $eventState(this, 'EventTarget');
  if (arguments.length < 2)
    throw $nodeError('TypeError', 'ERR_MISSING_ARGS', 'The "type" and "listener" arguments must be specified');
  const capture = $isObject(options) ? !!options.capture : !!options;
  const name = `${type}`;
  if (!CheckListener(callback)) return;
  const at = FindListener(state, name, callback, capture);
  if (at >= 0) RemoveListener(state, state.listeners[at]);
}

function FindListener(state, type, callback, capture) {
  const listeners = state.listeners;
  for (let i = 0; i < listeners.length; i++) {
    const one = listeners[i];
    if (one.type === type && one.callback === callback && one.capture === capture) return i;
  }
  return -1;
}

function RemoveListener(state, listener) {
  listener.removed = true;
  const kept = $newList();
  for (let i = 0; i < state.listeners.length; i++) {
    if (state.listeners[i] !== listener) $push(kept, state.listeners[i]);
  }
  state.listeners = kept;
}

function EventTargetDispatchEvent(event) {
  const state = $eventState(this, 'EventTarget');
  if (!$isEvent(event)) throw $invalidArgument('event', 'an instance of Event', event);
  const e = $eventState(event, 'Event');
  if (e.dispatching) throw $domException('The event is already being dispatched', 'InvalidStateError');
  DispatchTo(this, state, event, e);
  return !e.prevented;
}

/** Calls the listeners there are when it starts, and the `on…` handler in its place. */
function DispatchTo(target, state, event, e) {
  e.dispatching = true;
  e.target = target;
  e.phase = 2;
  const listeners = state.listeners;
  for (let i = 0; i < listeners.length && !e.stoppedAtOnce; i++) {
    const one = listeners[i];
    if (one.removed || one.type !== e.type) continue;
    if (one.once) RemoveListener(state, one);
    e.passive = one.passive;
    try {
      const callback = one.callback;
      if ($isCallable(callback)) $call(callback, target, event);
      else {
        const handle = callback.handleEvent;
        if (!$isCallable(handle)) throw $typeError('listener.handleEvent is not a function');
        $call(handle, callback, event);
      }
    } catch (error) {
      // A listener's error is the program's, not the dispatcher's.
      const list = $newList();
      $push(list, error);
      $enqueueJob(ReportError, list);
    }
    e.passive = false;
  }
  e.phase = 0;
  e.dispatching = false;
  e.stopped = false;
  e.stoppedAtOnce = false;
}

/** A job that ends with an uncaught error. */
function ReportError(error) {
  throw error;
}

// ---- AbortSignal and AbortController --------------------------------------------------------------------------------------------

function IllegalConstructor() {
  throw $nodeError('TypeError', 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor');
}

function NewAbortSignal() {
  const signal = NewEventTarget($intrinsic('%AbortSignalPrototype%'), 'AbortSignal');
  const state = $eventState(signal, 'EventTarget');
  $defineData(state, 'aborted', false);
  $defineData(state, 'reason', undefined);
  $defineData(state, 'handler', null);
  $defineData(state, 'algorithms', $newList());
  return signal;
}

/** Has `action` called when the signal aborts, before its event. */
function OnAbort(signal, action) {
  $push($eventState(signal, 'EventTarget').algorithms, action);
}

function AbortNow(signal, reason) {
  const state = $eventState(signal, 'EventTarget');
  if (state.aborted) return;
  state.aborted = true;
  state.reason = reason === undefined ? $domException('This operation was aborted', 'AbortError') : reason;
  const algorithms = state.algorithms;
  state.algorithms = $newList();
  for (let i = 0; i < algorithms.length; i++) $call(algorithms[i], undefined);
  const event = NewEvent($intrinsic('%EventPrototype%'), 'Event', 'abort', undefined, null);
  const e = $eventState(event, 'Event');
  $defineData(e, 'trusted', true);
  DispatchTo(signal, state, event, e);
}

function AbortControllerConstructor() {
  if (new.target === undefined) throw $typeError("Class constructor AbortController cannot be invoked without 'new'");
  const state = $newObject(null);
  $defineData(state, 'signal', NewAbortSignal());
  return $eventObject(PrototypeFromConstructor(new.target, '%AbortControllerPrototype%'), 'AbortController', state);
}

function AbortControllerAbort(reason) {
  AbortNow($eventState(this, 'AbortController').signal, reason);
}

function AbortSignalAbort(reason) {
  const signal = NewAbortSignal();
  const state = $eventState(signal, 'EventTarget');
  state.aborted = true;
  state.reason = reason === undefined ? $domException('This operation was aborted', 'AbortError') : reason;
  return signal;
}

function AbortSignalTimeout(delay) {
  const ms = +delay;
  if (!(ms >= 0))
    throw $rangeError(`The value of "delay" is out of range. It must be >= 0 && <= 4294967295. Received ${ms}`);
  const signal = NewAbortSignal();
  // Such a timer doesn't keep the program running.
  $timerUnref(
    $timerStart(
      'Timeout',
      () => AbortNow(signal, $domException('The operation was aborted due to timeout', 'TimeoutError')),
      ms,
      $newList(),
      false,
    ),
  );
  return signal;
}

function AbortSignalAny(signals) {
  const result = NewAbortSignal();
  const list = $newList();
  for (const signal of signals) {
    if (!$isAbortSignal(signal)) throw $invalidArgument('signals', 'an instance of AbortSignal', signal);
    $push(list, signal);
  }
  const state = $eventState(result, 'EventTarget');
  for (let i = 0; i < list.length; i++) {
    const one = $eventState(list[i], 'EventTarget');
    if (one.aborted) {
      state.aborted = true;
      state.reason = one.reason;
      return result;
    }
  }
  for (let i = 0; i < list.length; i++)
    OnAbort(list[i], () => AbortNow(result, $eventState(list[i], 'EventTarget').reason));
  return result;
}

function AbortSignalThrowIfAborted() {
  const state = $abortState(this);
  if (state.aborted) throw state.reason;
}

function AbortSignalOnAbort() {
  const handler = $abortState(this).handler;
  return handler === null ? null : handler.given;
}

function AbortSignalSetOnAbort(v) {
  const state = $abortState(this);
  if (state.handler !== null) RemoveListener(state, state.handler.listener);
  state.handler = null;
  if (!$isCallable(v)) return;
  const listener = { type: 'abort', callback: v, capture: false, once: false, passive: false, removed: false };
  state.handler = { given: v, listener };
  $push(state.listeners, listener);
}
