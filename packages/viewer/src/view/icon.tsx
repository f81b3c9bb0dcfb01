/** Icons of the time controls. */
const PATHS = {
  start: 'M5 4v12M16 4.5v11L7.5 10z',
  end: 'M15 4v12M4 4.5v11l8.5-5.500z',
  back: 'M14 4.5v11L5 10z',
  step: 'M6 4.500v11l9-5.500z',
  over: 'M3.500 12.500a6.500 6.500 0 0 1 12.300-2.500M16.300 5.500v4.700h-4.700M10 15.500h.01',
  backOver: 'M16.500 12.500a6.500 6.500 0 0 0-12.300-2.500M3.700 5.500v4.700h4.700M10 15.500h.01',
  out: 'M10 12V3.500M6 7.300l4-4 4 4M5 16.500h10',
  backOut: 'M10 12V3.500M6 7.300l4-4 4 4M5 16.500h4',
  play: 'M5.500 4v12l10-6z',
  pause: 'M6.500 4v12M13.500 4v12',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set(['start', 'end', 'back', 'step', 'play']);

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon ${FILLED.has(name) ? 'filled' : ''}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
