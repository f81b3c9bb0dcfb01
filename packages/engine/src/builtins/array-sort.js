/**
 * Sorting with a comparison function: a stable, adaptive merge sort (Peters' timsort), as V8 uses, with comparisons in the same order,
 * so that an inconsistent comparison function gives the same array too. A NaN counts as 0: every test is `order < 0` or its negation.
 */

/** Array.prototype.sort (ECMA-262 §23.1.3.30). */
function ArrayPrototypeSort(compare) {
  if (compare !== undefined && !$isCallable(compare)) {
    throw $typeError('The comparison function must be either a function or undefined');
  }
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const list = $newList();
  let undefineds = 0;
  for (let k = 0; k < n; k++) {
    if (k in o) {
      const v = o[k];
      if (v === undefined) undefineds++;
      else $push(list, v);
    } else k = $skipHoles(o, k, n);
  }
  SortList(list, compare);
  const sorted = list.length;
  for (let k = 0; k < sorted; k++) o[k] = list[k];
  let k = sorted;
  for (const end = sorted + undefineds; k < end; k++) o[k] = undefined;
  for (; k < n; k++) {
    delete o[k];
    k = $skipHoles(o, k, n);
  }
  return o;
}

/** Array.prototype.toSorted (§23.1.3.34). */
function ArrayPrototypeToSorted(compare) {
  if (compare !== undefined && !$isCallable(compare)) {
    throw $typeError('The comparison function must be either a function or undefined');
  }
  const o = $toObject(this);
  const n = $toLength(+o.length);
  const a = $arrayCreate(n);
  const list = $newList();
  for (let k = 0; k < n; k++) {
    const v = o[k];
    if (v !== undefined) $push(list, v);
  }
  SortList(list, compare);
  const sorted = list.length;
  for (let k = 0; k < n; k++) $defineData(a, k, k < sorted ? list[k] : undefined);
  return a;
}

/** SortCompare (§23.1.3.30.2) without a comparison function. */
function CompareTexts(x, y) {
  const a = `${x}`;
  const b = `${y}`;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorts an internal list without undefined elements in place. */
function SortList(list, comparison) {
  const n = list.length;
  if (n < 2) return;
  if (comparison === undefined) {
    const order = $sortPrimitives(list);
    if (order === 'sorted') return;
    if (order === 'long') {
      SortTexts(list);
      return;
    }
  }
  const compare = comparison === undefined ? CompareTexts : comparison;
  // Runs shorter than this are lengthened by insertion: n / 2^k, rounded up, between 32 and 64.
  let minRun = n;
  let odd = 0;
  while (minRun >= 64) {
    odd |= minRun & 1;
    minRun >>= 1;
  }
  minRun += odd;
  const runs = { base: $newList(), length: $newList(), count: 0, minGallop: 7, list, compare };
  let low = 0;
  while (low < n) {
    let run = CountRun(list, low, n, compare);
    if (run < minRun) {
      const forced = minRun < n - low ? minRun : n - low;
      InsertionSort(list, low, low + run, low + forced, compare);
      run = forced;
    }
    runs.base[runs.count] = low;
    runs.length[runs.count] = run;
    runs.count++;
    CollapseRuns(runs);
    low += run;
  }
  while (runs.count > 1) {
    let i = runs.count - 2;
    if (i > 0 && runs.length[i - 1] < runs.length[i + 1]) i--;
    MergeRuns(runs, i);
  }
}

/** Sorts a long internal list of primitives by their texts: a leaf for each piece and each part of a merge, so that limits hold meanwhile. */
function SortTexts(list) {
  const n = list.length;
  const piece = 16384;
  let from = list;
  let texts = $newList();
  for (let low = 0; low < n; low += piece) $sortPiece(list, texts, low, low + piece < n ? low + piece : n);
  let to = $copyList(list, 0, n);
  let toTexts = $copyList(texts, 0, n);
  for (let width = piece; width < n; width *= 2) {
    for (let low = 0; low < n; low += 2 * width) {
      const middle = low + width < n ? low + width : n;
      const high = middle + width < n ? middle + width : n;
      let i = low;
      for (let k = low; k < high; k += piece) {
        const end = k + piece < high ? k + piece : high;
        i = $mergePiece(from, texts, to, toTexts, i, middle, high, k, end, low);
      }
    }
    const otherList = from;
    from = to;
    to = otherList;
    const otherTexts = texts;
    texts = toTexts;
    toTexts = otherTexts;
  }
  if (from !== list) $copyElements(from, 0, list, 0, n);
}

/** Length of the run that begins at `low`; a strictly descending one is turned round. */
function CountRun(list, low, high, compare) {
  let end = low + 1;
  if (end === high) return 1;
  const descending = +$call(compare, undefined, list[end], list[low]) < 0;
  let previous = list[end];
  for (end++; end < high; end++) {
    const current = list[end];
    if (+$call(compare, undefined, current, previous) < 0 !== descending) break;
    previous = current;
  }
  if (descending) {
    for (let i = low, j = end - 1; i < j; i++, j--) {
      const v = list[i];
      list[i] = list[j];
      list[j] = v;
    }
  }
  return end - low;
}

/** Binary insertion sort of low … high, of which low … start is sorted already. */
function InsertionSort(list, low, start, high, compare) {
  for (let at = start === low ? start + 1 : start; at < high; at++) {
    let left = low;
    let right = at;
    const pivot = list[at];
    while (left < right) {
      const middle = left + ((right - left) >> 1);
      if (+$call(compare, undefined, pivot, list[middle]) < 0) right = middle;
      else left = middle + 1;
    }
    $copyElements(list, left, list, left + 1, at - left);
    list[left] = pivot;
  }
}

/** Merges until each run is longer than the next two together, and than the next. */
function CollapseRuns(runs) {
  const length = runs.length;
  while (runs.count > 1) {
    let i = runs.count - 2;
    if (
      (i > 0 && length[i - 1] <= length[i] + length[i + 1]) ||
      (i > 1 && length[i - 2] <= length[i - 1] + length[i])
    ) {
      if (length[i - 1] < length[i + 1]) i--;
    } else if (length[i] > length[i + 1]) return;
    MergeRuns(runs, i);
  }
}

/** Merges runs i and i + 1. */
function MergeRuns(runs, i) {
  const { list, compare } = runs;
  let baseA = runs.base[i];
  let lengthA = runs.length[i];
  const baseB = runs.base[i + 1];
  let lengthB = runs.length[i + 1];
  runs.length[i] = lengthA + lengthB;
  if (i === runs.count - 3) {
    runs.base[i + 1] = runs.base[i + 2];
    runs.length[i + 1] = runs.length[i + 2];
  }
  runs.count--;
  const skip = GallopRight(list, list[baseB], baseA, lengthA, 0, compare);
  baseA += skip;
  lengthA -= skip;
  if (lengthA === 0) return;
  lengthB = GallopLeft(list, list[baseA + lengthA - 1], baseB, lengthB, lengthB - 1, compare);
  if (lengthB === 0) return;
  if (lengthA <= lengthB) MergeLow(runs, lengthA, baseA, lengthB, baseB);
  else MergeHigh(runs, lengthA, baseA, lengthB, baseB);
}

/** Where `key` belongs among list[base …], left of equals; the search starts at `hint` and doubles its steps. */
function GallopLeft(list, key, base, length, hint, compare) {
  let last = 0;
  let offset = 1;
  if (+$call(compare, undefined, list[base + hint], key) < 0) {
    const max = length - hint;
    while (offset < max && +$call(compare, undefined, list[base + hint + offset], key) < 0) {
      last = offset;
      offset = offset * 2 + 1;
    }
    if (offset > max) offset = max;
    last += hint;
    offset += hint;
  } else {
    const max = hint + 1;
    while (offset < max && !(+$call(compare, undefined, list[base + hint - offset], key) < 0)) {
      last = offset;
      offset = offset * 2 + 1;
    }
    if (offset > max) offset = max;
    const left = hint - offset;
    offset = hint - last;
    last = left;
  }
  last++;
  while (last < offset) {
    const middle = last + ((offset - last) >> 1);
    if (+$call(compare, undefined, list[base + middle], key) < 0) last = middle + 1;
    else offset = middle;
  }
  return offset;
}

/** The same, right of equals. */
function GallopRight(list, key, base, length, hint, compare) {
  let last = 0;
  let offset = 1;
  if (+$call(compare, undefined, key, list[base + hint]) < 0) {
    const max = hint + 1;
    while (offset < max && +$call(compare, undefined, key, list[base + hint - offset]) < 0) {
      last = offset;
      offset = offset * 2 + 1;
    }
    if (offset > max) offset = max;
    const left = hint - offset;
    offset = hint - last;
    last = left;
  } else {
    const max = length - hint;
    while (offset < max && !(+$call(compare, undefined, key, list[base + hint + offset]) < 0)) {
      last = offset;
      offset = offset * 2 + 1;
    }
    if (offset > max) offset = max;
    last += hint;
    offset += hint;
  }
  last++;
  while (last < offset) {
    const middle = last + ((offset - last) >> 1);
    if (+$call(compare, undefined, key, list[base + middle]) < 0) offset = middle;
    else last = middle + 1;
  }
  return offset;
}

/** Merges neighbouring runs, the left one (not the longer) kept aside. */
function MergeLow(runs, lengthLeft, baseA, lengthRight, baseB) {
  const { list, compare } = runs;
  const aside = $copyList(list, baseA, lengthLeft);
  let lengthA = lengthLeft;
  let lengthB = lengthRight;
  let to = baseA;
  let a = 0;
  let b = baseB;
  list[to++] = list[b++];
  lengthB--;
  merge: if (lengthB > 0 && lengthA > 1) {
    let minGallop = runs.minGallop;
    for (;;) {
      let winsA = 0;
      let winsB = 0;
      // One pair at a time, until one run wins several times on end.
      for (;;) {
        if (+$call(compare, undefined, list[b], aside[a]) < 0) {
          list[to++] = list[b++];
          lengthB--;
          winsB++;
          winsA = 0;
          if (lengthB === 0) break merge;
          if (winsB >= minGallop) break;
        } else {
          list[to++] = aside[a++];
          lengthA--;
          winsA++;
          winsB = 0;
          if (lengthA === 1) break merge;
          if (winsA >= minGallop) break;
        }
      }
      minGallop++;
      do {
        minGallop = minGallop > 2 ? minGallop - 1 : 1;
        runs.minGallop = minGallop;
        winsA = GallopRight(aside, list[b], a, lengthA, 0, compare);
        if (winsA > 0) {
          $copyElements(aside, a, list, to, winsA);
          to += winsA;
          a += winsA;
          lengthA -= winsA;
          // 0 only if the comparison function is inconsistent.
          if (lengthA <= 1) break merge;
        }
        list[to++] = list[b++];
        lengthB--;
        if (lengthB === 0) break merge;
        winsB = GallopLeft(list, aside[a], b, lengthB, 0, compare);
        if (winsB > 0) {
          $copyElements(list, b, list, to, winsB);
          to += winsB;
          b += winsB;
          lengthB -= winsB;
          if (lengthB === 0) break merge;
        }
        list[to++] = aside[a++];
        lengthA--;
        if (lengthA === 1) break merge;
      } while (winsA >= 7 || winsB >= 7);
      minGallop++;
      runs.minGallop = minGallop;
    }
  }
  if (lengthA === 1 && lengthB > 0) {
    // The last element of the left run belongs behind the rest of the right one.
    $copyElements(list, b, list, to, lengthB);
    list[to + lengthB] = aside[a];
  } else $copyElements(aside, a, list, to, lengthA);
}

/** Merges neighbouring runs, the right one (the shorter) kept aside, from the end backwards. */
function MergeHigh(runs, lengthLeft, baseA, lengthRight, baseB) {
  const { list, compare } = runs;
  const aside = $copyList(list, baseB, lengthRight);
  let lengthA = lengthLeft;
  let lengthB = lengthRight;
  let to = baseB + lengthB - 1;
  let b = lengthB - 1;
  let a = baseA + lengthA - 1;
  list[to--] = list[a--];
  lengthA--;
  merge: if (lengthA > 0 && lengthB > 1) {
    let minGallop = runs.minGallop;
    for (;;) {
      let winsA = 0;
      let winsB = 0;
      for (;;) {
        if (+$call(compare, undefined, aside[b], list[a]) < 0) {
          list[to--] = list[a--];
          lengthA--;
          winsA++;
          winsB = 0;
          if (lengthA === 0) break merge;
          if (winsA >= minGallop) break;
        } else {
          list[to--] = aside[b--];
          lengthB--;
          winsB++;
          winsA = 0;
          if (lengthB === 1) break merge;
          if (winsB >= minGallop) break;
        }
      }
      minGallop++;
      do {
        minGallop = minGallop > 2 ? minGallop - 1 : 1;
        runs.minGallop = minGallop;
        winsA = lengthA - GallopRight(list, aside[b], baseA, lengthA, lengthA - 1, compare);
        if (winsA > 0) {
          to -= winsA;
          a -= winsA;
          $copyElements(list, a + 1, list, to + 1, winsA);
          lengthA -= winsA;
          if (lengthA === 0) break merge;
        }
        list[to--] = aside[b--];
        lengthB--;
        if (lengthB === 1) break merge;
        winsB = lengthB - GallopLeft(aside, list[a], 0, lengthB, lengthB - 1, compare);
        if (winsB > 0) {
          to -= winsB;
          b -= winsB;
          $copyElements(aside, b + 1, list, to + 1, winsB);
          lengthB -= winsB;
          // 0 only if the comparison function is inconsistent.
          if (lengthB <= 1) break merge;
        }
        list[to--] = list[a--];
        lengthA--;
        if (lengthA === 0) break merge;
      } while (winsA >= 7 || winsB >= 7);
      minGallop++;
      runs.minGallop = minGallop;
    }
  }
  if (lengthB === 1 && lengthA > 0) {
    // The first element of the right run belongs before the rest of the left one.
    to -= lengthA;
    a -= lengthA;
    $copyElements(list, a + 1, list, to + 1, lengthA);
    list[to] = aside[b];
  } else $copyElements(aside, 0, list, to - lengthB + 1, lengthB);
}
