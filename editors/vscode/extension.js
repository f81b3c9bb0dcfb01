// Starts `saguaro dap` for sessions of the type `saguaro`, and debugs the file that is open where no launch.json says otherwise.
const vscode = require('vscode');

const type = 'saguaro';
const openFile = { type, request: 'launch', name: 'Debug file with Saguaro', program: '$' + '{file}' };

/** What starts the adapter: the setting `saguaro.command`, in the folder of the session. */
function adapter(session) {
  const [command = 'npx', ...args] = vscode.workspace.getConfiguration('saguaro').get('command', []);
  const folder = session.workspaceFolder?.uri.fsPath;
  // On Windows, commands of npm are scripts of the shell.
  const name = process.platform === 'win32' && command === 'npx' ? 'npx.cmd' : command;
  return new vscode.DebugAdapterExecutable(name, args, folder === undefined ? {} : { cwd: folder });
}

const configurations = {
  provideDebugConfigurations: () => [openFile],
  resolveDebugConfiguration(folder, configuration) {
    const given = configuration.type === undefined ? { ...openFile } : { ...configuration };
    if ((given.program ?? given.snapshot ?? given.recording) === undefined) given.program = openFile.program;
    if (given.cwd === undefined && folder !== undefined) given.cwd = folder.uri.fsPath;
    return given;
  },
};

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.debug.registerDebugAdapterDescriptorFactory(type, { createDebugAdapterDescriptor: adapter }),
    vscode.debug.registerDebugConfigurationProvider(type, configurations),
    vscode.commands.registerCommand('saguaro.debugFile', () => {
      const file = vscode.window.activeTextEditor?.document.uri;
      const folder = file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file);
      return vscode.debug.startDebugging(folder, openFile);
    }),
  );
};

exports.deactivate = () => {};
