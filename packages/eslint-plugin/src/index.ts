/** eslint-plugin-saguaro: rules about what V8 keeps alive. For ESLint 9 and later, flat config. */
import type { ESLint, Linter, Rule } from 'eslint';
import { noNeedlessCapture } from './no-needless-capture.ts';

const rules: Record<string, Rule.RuleModule> = { 'no-needless-capture': noNeedlessCapture };

const configs: Record<string, Linter.Config> = {};

/** The plugin, with its rules and the config `recommended`. */
const plugin = {
  meta: { name: 'eslint-plugin-saguaro', version: '0.1.0', namespace: 'saguaro' },
  rules,
  configs,
} satisfies ESLint.Plugin;

configs['recommended'] = {
  name: 'saguaro/recommended',
  plugins: { saguaro: plugin },
  rules: { 'saguaro/no-needless-capture': 'warn' },
};

export default plugin;
