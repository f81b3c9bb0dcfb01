/** Sources as the protocol has them: by path where there is a file, else by a number under which the text can be asked for. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { Source } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { pathOf } from '../debug/paths.ts';
import { UserError } from '../errors.ts';

export class ProtocolSources {
  private readonly references = new Map<string, number>();
  private readonly names: string[] = [];
  private readonly known = new Map<string, DebugProtocol.Source>();

  of(name: string): DebugProtocol.Source {
    let source = this.known.get(name);
    if (source === undefined) {
      source = this.make(name);
      this.known.set(name, source);
    }
    return source;
  }

  private make(name: string): DebugProtocol.Source {
    const path = pathOf(name);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return new Source(basename(path), path);
    let reference = this.references.get(name);
    if (reference === undefined) {
      reference = this.names.push(name);
      this.references.set(name, reference);
    }
    return { ...new Source(name, undefined, reference), origin: 'no file: code that the program has made' };
  }

  /** The path or name by which a client's source is known here. Throws a `UserError`. */
  nameOf({ sourceReference, path }: DebugProtocol.Source = {}): string {
    const name = sourceReference ? this.names[sourceReference - 1] : path;
    if (name === undefined)
      throw new UserError('no-source', 'there is no such source.', 'Give its path, or a reference of this session.');
    return pathOf(name);
  }
}
