/**
 * Properties of strings (ECMA-262 table 71). The host tells whether a text has one but not which texts do, so texts made the way
 * UTS #51 says are asked about.
 */
import { propertyRanges } from './unicode-properties.ts';

const ZWJ = '\u200d';
const EMOJI_STYLE = '\ufe0f';
const MODIFIERS = ['\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'];
const ADULTS = ['\u{1f468}', '\u{1f469}', '\u{1f9d1}'];
const FAMILY = [...ADULTS, '\u{1f466}', '\u{1f467}', '\u{1f9d2}'];
const SIGNS = ['\u2640\ufe0f', '\u2642\ufe0f'];
const RIGHTWARDS = `${ZWJ}\u27a1\ufe0f`;
/** Second parts of sequences that begin neither with a person nor end with a sign. */
const LOOKS =
  '\u{1f308} \u26a7\ufe0f \u2620\ufe0f \u{1f9ba} \u2b1b \u2744\ufe0f \u{1f525} \u{1f4a8} \u{1f4ab} \u{1f32b}\ufe0f \u{1fa79} \u{1f5e8}\ufe0f \u{1f4a5} \u{1f7e9} \u{1f7eb} \u2194\ufe0f \u2195\ufe0f'.split(
    ' ',
  );

function members(property: string): string[] {
  const out: string[] = [];
  const ranges = propertyRanges(property, null) ?? [];
  for (let i = 0; i < ranges.length; i += 2)
    for (let c = ranges[i] as number; c <= (ranges[i + 1] as number); c++) out.push(String.fromCodePoint(c));
  return out;
}

function* basic(): Generator<string> {
  for (const e of members('Emoji')) {
    yield e;
    yield e + EMOJI_STYLE;
  }
}

function* keycaps(): Generator<string> {
  for (const key of '0123456789#*') yield `${key}\ufe0f\u20e3`;
}

function* modified(): Generator<string> {
  for (const base of members('Emoji_Modifier_Base')) for (const modifier of MODIFIERS) yield base + modifier;
}

function* flags(): Generator<string> {
  for (let a = 0x1f1e6; a <= 0x1f1ff; a++) for (let b = 0x1f1e6; b <= 0x1f1ff; b++) yield String.fromCodePoint(a, b);
}

function* tagged(): Generator<string> {
  for (const region of ['gbeng', 'gbsct', 'gbwls'])
    yield `\u{1f3f4}${String.fromCodePoint(...[...region].map((c) => 0xe0000 + c.charCodeAt(0)), 0xe007f)}`;
}

function* families(length: number): Generator<string> {
  if (length === 0) {
    yield '';
    return;
  }
  for (const rest of families(length - 1)) for (const who of FAMILY) yield rest === '' ? who : rest + ZWJ + who;
}

function* joined(): Generator<string> {
  for (let length = 2; length <= 4; length++) yield* families(length);
  const emoji = members('Emoji');
  const bases = members('Emoji_Modifier_Base');
  const bare = [...emoji, ...emoji.map((e) => e + EMOJI_STYLE)];
  const toned = (base: string) => [base, ...MODIFIERS.map((modifier) => base + modifier)];
  for (const base of [...bare, ...bases.flatMap((b) => MODIFIERS.map((modifier) => b + modifier))]) {
    for (const sign of SIGNS) {
      yield base + ZWJ + sign;
      yield base + ZWJ + sign + RIGHTWARDS;
    }
    for (const look of LOOKS) yield base + ZWJ + look;
    yield base + RIGHTWARDS;
  }
  const adults = ADULTS.flatMap(toned);
  for (const adult of adults)
    for (const thing of bare) {
      yield adult + ZWJ + thing;
      yield adult + ZWJ + thing + RIGHTWARDS;
    }
  // Two people and what joins them.
  const heart = `\u2764\ufe0f`;
  const between = ['', heart, `${heart}${ZWJ}\u{1f48b}`, '\u{1f91d}', '\u{1f430}', '\u{1faef}'];
  const hands = ['\u{1faf1}', '\u{1faf2}'].map(toned) as [string[], string[]];
  for (const a of hands[0]) for (const b of hands[1]) yield a + ZWJ + b;
  for (const a of adults)
    for (const b of adults) for (const thing of between) yield a + ZWJ + (thing === '' ? b : thing + ZWJ + b);
}

function* everything(): Generator<string> {
  yield* basic();
  yield* keycaps();
  yield* modified();
  yield* flags();
  yield* tagged();
  yield* joined();
}

const CANDIDATES: Readonly<Record<string, () => Generator<string>>> = {
  Basic_Emoji: basic,
  Emoji_Keycap_Sequence: keycaps,
  RGI_Modifier_Sequence: modified,
  RGI_Flag_Sequence: flags,
  RGI_Emoji_Modifier_Sequence: modified,
  RGI_Emoji_Flag_Sequence: flags,
  RGI_Emoji_Tag_Sequence: tagged,
  RGI_Emoji_ZWJ_Sequence: joined,
  RGI_Emoji: everything,
};

const kept = new Map<string, readonly string[] | undefined>();

/** The texts that have a property of strings, single characters among them; undefined where the host does not know it. */
export function propertyStrings(name: string): readonly string[] | undefined {
  if (kept.has(name)) return kept.get(name);
  const candidates = CANDIDATES[name];
  let found: Set<string> | undefined;
  if (candidates !== undefined) {
    try {
      const has = new RegExp(`^\\p{${name}}$`, 'v');
      found = new Set();
      for (const text of candidates()) if (has.test(text)) found.add(text);
    } catch {
      // The host has no `v`.
      found = undefined;
    }
  }
  const list = found === undefined ? undefined : [...found];
  kept.set(name, list);
  return list;
}
