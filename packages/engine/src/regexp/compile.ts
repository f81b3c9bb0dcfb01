/** Syntax tree to program: the semantics of ECMA-262 §22.2.2, each continuation a place in the program. */
import type { AST } from '@eslint-community/regexpp';
import { beginningOf, isAnchored, prefixOf } from './beginning.ts';
import { type ClassSet, characterSet, classSet, type Mode, needsCodePoints, wordCharacters } from './class-set.ts';
import { PatternError } from './pattern-error.ts';
import { type GroupName, Op, type Program, Register } from './program.ts';
import { CharSet, type Ranges } from './ranges.ts';

/** Programs longer than this are refused, as V8 refuses too large ones. */
const MAX_CODE = 1 << 22;

export function modeOf(flags: string): Mode {
  const unicodeSets = flags.includes('v');
  return {
    ignoreCase: flags.includes('i'),
    multiline: flags.includes('m'),
    dotAll: flags.includes('s'),
    unicode: unicodeSets || flags.includes('u'),
    unicodeSets,
  };
}

/** The mode inside a group with modifiers. */
export function modified(mode: Mode, modifiers: AST.Modifiers | null): Mode {
  if (modifiers === null) return mode;
  const { add, remove } = modifiers;
  return {
    ...mode,
    ignoreCase: (mode.ignoreCase || add.ignoreCase) && remove?.ignoreCase !== true,
    multiline: (mode.multiline || add.multiline) && remove?.multiline !== true,
    dotAll: (mode.dotAll || add.dotAll) && remove?.dotAll !== true,
  };
}

/** What matches exactly one character: the set of it; null for anything else. */
export function singleCharacter(node: AST.Element, mode: Mode): Ranges | null {
  switch (node.type) {
    case 'Character':
      return characterSet(node.value, mode);
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass': {
      const { chars, strings } = classSet(node, mode);
      return strings.length === 0 ? chars : null;
    }
    case 'Group': {
      // A group around nothing but one character.
      const only = node.alternatives.length === 1 ? (node.alternatives[0] as AST.Alternative).elements : [];
      return only.length === 1 ? singleCharacter(only[0] as AST.Element, modified(mode, node.modifiers)) : null;
    }
    default:
      return null;
  }
}

function canBeEmpty(node: AST.Element, mode: Mode): boolean {
  switch (node.type) {
    case 'Character':
    case 'CharacterSet':
      // A property of strings has none that is empty.
      return false;
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return classSet(node, mode).strings.includes('');
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.some((a) => a.elements.every((e) => canBeEmpty(e, mode)));
    case 'Quantifier':
      return node.min === 0 || canBeEmpty(node.element, mode);
    default:
      return true;
  }
}

class Compiler {
  readonly code: number[] = [];
  readonly sets: CharSet[] = [];
  private readonly setIndex = new Map<string, number>();
  private readonly groups = new Map<AST.CapturingGroup, number>();
  private registers: number;
  readonly groupCount: number;
  readonly names: GroupName[] = [];

  constructor(pattern: AST.Pattern) {
    this.number(pattern.alternatives);
    this.groupCount = this.groups.size + 1;
    this.registers = Register.FirstCapture + 2 * this.groupCount;
  }

  get registerCount(): number {
    return this.registers;
  }

  /** Numbers the groups in the order of their parentheses. */
  private number(alternatives: readonly AST.Alternative[]): void {
    for (const { elements } of alternatives)
      for (const element of elements) {
        const node = element.type === 'Quantifier' ? element.element : element;
        if (node.type === 'CapturingGroup') {
          const n = this.groups.size + 1;
          this.groups.set(node, n);
          if (node.name !== null) this.name(node.name, n);
        }
        if ('alternatives' in node) this.number(node.alternatives);
      }
  }

  private name(name: string, group: number): void {
    const i = this.names.findIndex((known) => known.name === name);
    if (i < 0) this.names.push({ name, groups: [group] });
    else this.names[i] = { name, groups: [...(this.names[i] as GroupName).groups, group] };
  }

  emit(...words: number[]): void {
    for (const word of words) this.code.push(word);
    if (this.code.length > MAX_CODE) throw new PatternError('Regular expression too large');
  }

  private register(): number {
    return this.registers++;
  }

  private set(ranges: Ranges): number {
    const key = ranges.join();
    let i = this.setIndex.get(key);
    if (i === undefined) {
      i = this.sets.length;
      this.sets.push(new CharSet(ranges));
      this.setIndex.set(key, i);
    }
    return i;
  }

  /** A jump's target, filled in when known: the index of the word that holds it. */
  private hole(): number {
    this.emit(-1);
    return this.code.length - 1;
  }

  private land(hole: number): void {
    this.code[hole] = this.code.length;
  }

  alternatives(list: readonly AST.Alternative[], mode: Mode, back: boolean): void {
    const ends: number[] = [];
    for (let i = 0; i < list.length; i++) {
      const { elements } = list[i] as AST.Alternative;
      if (i === list.length - 1) this.sequence(elements, mode, back);
      else {
        this.emit(Op.Split);
        const next = this.hole();
        this.sequence(elements, mode, back);
        this.emit(Op.Jump);
        ends.push(this.hole());
        this.land(next);
      }
    }
    for (const end of ends) this.land(end);
  }

  private sequence(elements: readonly AST.Element[], mode: Mode, back: boolean): void {
    if (back) {
      for (let i = elements.length - 1; i >= 0; i--) this.element(elements[i] as AST.Element, mode, true, -1);
      return;
    }
    for (let i = 0; i < elements.length; ) {
      // Characters in a row are one text.
      const units: number[] = [];
      let j = i;
      for (; j < elements.length; j++) {
        const unit = literalUnit(elements[j] as AST.Element, mode);
        if (unit < 0) break;
        units.push(unit);
      }
      if (units.length > 1) {
        this.emit(Op.Text, units.length, ...units);
        i = j;
      } else {
        const next = elements[i + 1];
        this.element(elements[i] as AST.Element, mode, false, next === undefined ? -1 : literalUnit(next, mode));
        i++;
      }
    }
  }

  private chars(set: Ranges, mode: Mode, back: boolean): void {
    const point = mode.unicode && needsCodePoints(set);
    if (!point && set.length === 2 && set[0] === set[1]) this.emit(back ? Op.CharBack : Op.Char, set[0] as number);
    else if (point) this.emit(back ? Op.SetPointBack : Op.SetPoint, this.set(set));
    else this.emit(back ? Op.SetBack : Op.Set, this.set(set));
  }

  /** A class with texts: each of them in turn, longest first; the single characters have their place among them. */
  private classWithTexts({ chars, strings }: ClassSet, mode: Mode, back: boolean): void {
    const choices: (string | null)[] = strings.filter((s) => s !== '');
    if (chars.length > 0) choices.push(null);
    if (strings.includes('')) choices.push('');
    if (choices.length === 0) this.emit(Op.Fail);
    const ends: number[] = [];
    choices.forEach((choice, i) => {
      let next = -1;
      if (i < choices.length - 1) {
        this.emit(Op.Split);
        next = this.hole();
      }
      if (choice === null) this.chars(chars, mode, back);
      else {
        const points = [...choice].map((c) => c.codePointAt(0) as number);
        if (back) points.reverse();
        for (const c of points) this.chars(characterSet(c, mode), mode, back);
      }
      if (next >= 0) {
        this.emit(Op.Jump);
        ends.push(this.hole());
        this.land(next);
      }
    });
    for (const end of ends) this.land(end);
  }

  private element(node: AST.Element, mode: Mode, back: boolean, follow: number): void {
    switch (node.type) {
      case 'Character':
        this.chars(characterSet(node.value, mode), mode, back);
        return;
      case 'CharacterSet':
      case 'CharacterClass':
      case 'ExpressionCharacterClass': {
        const set = classSet(node, mode);
        if (set.strings.length > 0) this.classWithTexts(set, mode, back);
        else this.chars(set.chars, mode, back);
        return;
      }
      case 'Group':
        this.alternatives(node.alternatives, modified(mode, node.modifiers), back);
        return;
      case 'CapturingGroup': {
        const start = Register.FirstCapture + 2 * (this.groups.get(node) as number);
        this.emit(Op.Save, back ? start + 1 : start);
        this.alternatives(node.alternatives, mode, back);
        this.emit(Op.Save, back ? start : start + 1);
        return;
      }
      case 'Backreference': {
        const targets = node.ambiguous ? node.resolved : [node.resolved];
        const bits = (mode.ignoreCase ? 1 : 0) | (mode.unicode ? 2 : 0) | (back ? 4 : 0);
        this.emit(Op.BackReference, bits, targets.length, ...targets.map((t) => this.groups.get(t) as number));
        return;
      }
      case 'Quantifier':
        this.quantifier(node, mode, back, follow);
        return;
      case 'Assertion':
        this.assertion(node, mode);
    }
  }

  private assertion(node: AST.Assertion, mode: Mode): void {
    switch (node.kind) {
      case 'start':
        this.emit(mode.multiline ? Op.StartOfLine : Op.Start);
        return;
      case 'end':
        this.emit(mode.multiline ? Op.EndOfLine : Op.End);
        return;
      case 'word':
        this.emit(node.negate ? Op.NoBoundary : Op.Boundary, this.set(wordCharacters(mode)));
        return;
      default: {
        const back = node.kind === 'lookbehind';
        const sp = this.register();
        if (node.negate) {
          this.emit(Op.NotBegin, sp);
          const after = this.hole();
          this.alternatives(node.alternatives, mode, back);
          this.emit(Op.NotEnd, sp);
          this.land(after);
        } else {
          const position = this.register();
          this.emit(Op.LookBegin, sp, position);
          this.alternatives(node.alternatives, mode, back);
          this.emit(Op.LookEnd, sp, position);
        }
      }
    }
  }

  private quantifier(node: AST.Quantifier, mode: Mode, back: boolean, follow: number): void {
    const { element, min, greedy } = node;
    const limit = 0x7fffffff;
    const least = Math.min(min, limit);
    const most = node.max >= limit ? -1 : node.max;
    if (most === 0) return;
    if (least === 1 && most === 1) {
      this.element(element, mode, back, follow);
      return;
    }
    const single = back ? null : singleCharacter(element, mode);
    if (single !== null) {
      const operands = [this.set(single), least, most, follow, mode.unicode && needsCodePoints(single) ? 1 : 0];
      this.emit(greedy ? Op.Greedy : Op.Lazy, ...operands, greedy ? Op.GreedyBack : Op.LazyBack, ...operands);
      return;
    }
    const inner = this.groupsIn(element);
    const empty = canBeEmpty(element, mode) ? this.register() : -1;
    const round = (counter: number) => {
      if (inner !== null) this.emit(Op.Clear, inner.from, inner.to);
      if (empty >= 0) this.emit(Op.Save, empty);
      this.element(element, mode, back, -1);
      if (empty >= 0) this.emit(Op.NotEmpty, empty, counter, least);
    };
    if (least === 0 && (most === -1 || most === 1)) {
      const head = this.code.length;
      this.emit(Op.Split);
      const other = this.hole();
      if (greedy) {
        round(-1);
        if (most === -1) this.emit(Op.Jump, head);
        this.land(other);
      } else {
        this.emit(Op.Jump);
        const exit = this.hole();
        this.land(other);
        round(-1);
        if (most === -1) this.emit(Op.Jump, head);
        this.land(exit);
      }
      return;
    }
    const counter = this.register();
    this.emit(Op.SetRegister, counter, 0);
    const head = this.code.length;
    this.emit(Op.Loop, counter, least, most);
    const exit = this.hole();
    this.emit(greedy ? 0 : 1, Op.Round, counter);
    round(counter);
    this.emit(Op.Jump, head);
    this.land(exit);
  }

  /** Registers of the groups inside an element: they are numbered in a row. */
  private groupsIn(node: AST.Element): { from: number; to: number } | null {
    let from = Number.POSITIVE_INFINITY;
    let to = 0;
    const visit = (n: AST.Element): void => {
      if (n.type === 'Quantifier') {
        visit(n.element);
        return;
      }
      if (n.type === 'CapturingGroup') {
        const start = Register.FirstCapture + 2 * (this.groups.get(n) as number);
        from = Math.min(from, start);
        to = Math.max(to, start + 2);
      }
      if ('alternatives' in n) for (const { elements } of n.alternatives) for (const e of elements) visit(e);
    };
    visit(node);
    return to === 0 ? null : { from, to };
  }
}

/** The code unit that a literal character is and that stands for nothing else; -1 for all other elements. */
export function literalUnit(node: AST.Element, mode: Mode): number {
  if (node.type !== 'Character') return -1;
  const c = node.value;
  if (c > 0xffff || (mode.unicode && c >= 0xd800 && c <= 0xdfff)) return -1;
  const set = characterSet(c, mode);
  return set.length === 2 && set[0] === set[1] ? c : -1;
}

/**
 * @throws {PatternError} with the reason only, where a pattern is too large or names a property that the host does not know
 */
export function compile(pattern: AST.Pattern, flags: string): Program {
  const mode = modeOf(flags);
  const compiler = new Compiler(pattern);
  compiler.alternatives(pattern.alternatives, mode, false);
  compiler.emit(Op.Match);
  const first = beginningOf(pattern.alternatives, mode);
  return {
    code: Int32Array.from(compiler.code),
    sets: compiler.sets,
    groupCount: compiler.groupCount,
    registerCount: compiler.registerCount,
    names: compiler.names.length === 0 ? null : compiler.names,
    unicode: mode.unicode,
    sticky: flags.includes('y'),
    anchored: isAnchored(pattern.alternatives, mode),
    prefix: prefixOf(pattern.alternatives, mode),
    first: first === null ? null : new CharSet(first),
  };
}
