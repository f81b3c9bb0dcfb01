// console: what must convert objects by guest code before the natives can print.

/** The arguments with those conversions done that specifiers ask for. */
function ConsoleArguments(list) {
  const conversions = $consoleConversions(list);
  for (let i = 0; i < conversions.length; i += 2) {
    const at = conversions[i];
    const v = list[at];
    switch (conversions[i + 1]) {
      case 'string':
        $defineData(list, at, `${v}`);
        break;
      case 'number':
        $defineData(list, at, +v);
        break;
      case 'stack':
        PrepareStacks(v);
        break;
      default:
        $defineData(list, at, ConsoleJson(v));
    }
  }
  return list;
}

/** The text of `%j`. */
function ConsoleJson(v) {
  try {
    return JSONStringify(v);
  } catch (e) {
    if ($isCircularError(e)) return '[Circular]';
    throw e;
  }
}

/** Has the stacks made that printing `v` shows. Where that throws, the stack is the plain one. */
function PrepareStacks(v) {
  for (let e = $stackToPrepare(v); e !== undefined; e = $stackToPrepare(v)) {
    try {
      PrepareStack(e);
    } catch {
      $plainStack(e);
    }
  }
}

/** An uncaught value on its way to the embedder. */
function ThrowPrepared(v) {
  PrepareStacks(v);
  throw v;
}

function ConsoleLog(...args) {
  $consolePrint('log', ConsoleArguments(args));
}

function ConsoleInfo(...args) {
  $consolePrint('info', ConsoleArguments(args));
}

function ConsoleDebug(...args) {
  $consolePrint('debug', ConsoleArguments(args));
}

function ConsoleWarn(...args) {
  $consolePrint('warn', ConsoleArguments(args));
}

function ConsoleError(...args) {
  $consolePrint('error', ConsoleArguments(args));
}

function ConsoleTrace(...args) {
  $consolePrint('trace', ConsoleArguments(args));
}

function ConsoleGroup(...args) {
  $consolePrint('group', ConsoleArguments(args));
}

/** Reached only where the assertion failed and has a message. */
function ConsoleAssert(condition, ...args) {
  $defineData(args, 0, `Assertion failed: ${args[0]}`);
  $consolePrint('warn', ConsoleArguments(args));
}

function ConsoleCount(label) {
  $consoleLabelled('count', `${label}`, $newList());
}

function ConsoleCountReset(label) {
  $consoleLabelled('countReset', `${label}`, $newList());
}

function ConsoleTime(label) {
  $consoleLabelled('time', `${label}`, $newList());
}

function ConsoleTimeEnd(label) {
  $consoleLabelled('timeEnd', `${label}`, $newList());
}

function ConsoleTimeLog(label, ...rest) {
  $consoleLabelled('timeLog', `${label}`, rest);
}
