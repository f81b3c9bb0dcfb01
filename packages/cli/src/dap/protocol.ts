/** The requests that are answered: by name, what comes and what goes back. */
import type { DebugProtocol as P } from '@vscode/debugprotocol';

/** Arguments and body of each; null: none. */
export interface Requests {
  initialize: [P.InitializeRequestArguments, P.Capabilities];
  launch: [P.LaunchRequestArguments, null];
  configurationDone: [P.ConfigurationDoneArguments, null];
  disconnect: [P.DisconnectArguments, null];
  terminate: [P.TerminateArguments, null];
  restart: [P.RestartArguments, null];
  setBreakpoints: [P.SetBreakpointsArguments, P.SetBreakpointsResponse['body']];
  setFunctionBreakpoints: [P.SetFunctionBreakpointsArguments, P.SetFunctionBreakpointsResponse['body']];
  setExceptionBreakpoints: [P.SetExceptionBreakpointsArguments, null];
  breakpointLocations: [P.BreakpointLocationsArguments, P.BreakpointLocationsResponse['body']];
  threads: [undefined, P.ThreadsResponse['body']];
  stackTrace: [P.StackTraceArguments, P.StackTraceResponse['body']];
  scopes: [P.ScopesArguments, P.ScopesResponse['body']];
  variables: [P.VariablesArguments, P.VariablesResponse['body']];
  setVariable: [P.SetVariableArguments, P.SetVariableResponse['body']];
  setExpression: [P.SetExpressionArguments, P.SetExpressionResponse['body']];
  evaluate: [P.EvaluateArguments, P.EvaluateResponse['body']];
  completions: [P.CompletionsArguments, P.CompletionsResponse['body']];
  exceptionInfo: [P.ExceptionInfoArguments, P.ExceptionInfoResponse['body']];
  loadedSources: [P.LoadedSourcesArguments, P.LoadedSourcesResponse['body']];
  source: [P.SourceArguments, P.SourceResponse['body']];
  locations: [P.LocationsArguments, NonNullable<P.LocationsResponse['body']>];
  continue: [P.ContinueArguments, P.ContinueResponse['body']];
  next: [P.NextArguments, null];
  stepIn: [P.StepInArguments, null];
  stepOut: [P.StepOutArguments, null];
  stepBack: [P.StepBackArguments, null];
  reverseContinue: [P.ReverseContinueArguments, null];
  restartFrame: [P.RestartFrameArguments, null];
  pause: [P.PauseArguments, null];
}

export type Handlers = {
  readonly [K in keyof Requests]: Requests[K][1] extends null
    ? (given: Requests[K][0]) => void | Promise<void>
    : (given: Requests[K][0]) => Requests[K][1];
};

/** What the adapter can do. `stepBack` is left to the launch: a program whose past is not kept cannot go back. */
export const capabilities: P.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsBreakpointLocationsRequest: true,
  supportsEvaluateForHovers: true,
  supportsStepBack: true,
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsRestartFrame: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
  supportsExceptionInfoRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['.'],
  supportsClipboardContext: true,
  exceptionBreakpointFilters: [
    { filter: 'all', label: 'All exceptions', description: 'Stop where any exception is thrown.' },
    {
      filter: 'uncaught',
      label: 'Uncaught exceptions',
      description: 'Stop where an exception is thrown that nothing will catch.',
      default: true,
    },
  ],
};

/** A place whose lines and columns begin elsewhere: 0 for some clients, 1 here. */
export function shifted<T extends object>(place: T, lines: number, columns: number): T {
  if (lines === 0 && columns === 0) return place;
  const by = { line: lines, endLine: lines, column: columns, endColumn: columns };
  const changed = Object.entries(by).flatMap(([key, more]) => {
    const value = (place as Record<string, unknown>)[key];
    return typeof value === 'number' ? [[key, value + more]] : [];
  });
  return { ...place, ...Object.fromEntries(changed) };
}
