/** eslint-plugin-saguaro: rules about what V8 keeps alive. For ESLint 9 and later, flat config. */
import type { Linter, Rule } from 'eslint';
import { noNeedlessCapture } from './no-needless-capture.ts';

const rules: Record<string, Rule.RuleModule> = { 'no-needless-capture': noNeedlessCapture };

const configs: Record<string, Linter.Config> = {};

/** The plugin, with its rules and the config `recommended`. */
const plugin: {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: Record<string, Linter.Config>;
} = {
  meta: { name: 'eslint-plugin-saguaro', version: '0.1.0', namespace: 'saguaro' },
  rules,
  configs,
};

configs['recommended'] = {
  name: 'saguaro/recommended',
  plugins: { saguaro: plugin },
  rules: { 'saguaro/no-needless-capture': 'warn' },
};

export default plugin;
