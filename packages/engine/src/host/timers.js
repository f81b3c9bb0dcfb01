// Timers, immediates and microtasks.

function SetTimeout(callback, delay, ...args) {
  if (!$isCallable(callback)) throw $invalidArgument('callback', 'of type function', callback);
  return $timerStart('Timeout', callback, +delay, args, false);
}

function SetInterval(callback, delay, ...args) {
  if (!$isCallable(callback)) throw $invalidArgument('callback', 'of type function', callback);
  return $timerStart('Timeout', callback, +delay, args, true);
}

function SetImmediate(callback, ...args) {
  if (!$isCallable(callback)) throw $invalidArgument('callback', 'of type function', callback);
  return $timerStart('Immediate', callback, 0, args, false);
}

function QueueMicrotask(callback) {
  if (!$isCallable(callback)) throw $invalidArgument('callback', 'of type function', callback);
  $enqueueJob(callback, $newList());
}

/** The job of a timer that is due. */
function RunTimer(timer) {
  try {
    $apply($timerCallback(timer), timer, $timerArguments(timer));
  } finally {
    $timerDone(timer);
  }
}
