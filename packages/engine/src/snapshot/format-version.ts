/** Version of the layout of snapshots. Readers of older ones stay; `packages/engine/test/snapshot-corpus/` holds snapshots of each that was released. */
export const FORMAT_VERSION = 1;
