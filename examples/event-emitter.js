// The commonest leak of all: a listener that nobody removes keeps whatever it captured.
// Explain shows the path: global bus → listeners → closure → environment of open → view.

class Emitter {
  #listeners = new Map();

  on(event, listener) {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit(event, ...details) {
    for (const listener of this.#listeners.get(event) ?? []) listener(...details);
  }
}

const bus = new Emitter();

function open(name, tidy) {
  const view = { name, rows: new Array(1000).fill(name) };
  const off = bus.on('resize', (width) => console.log(`${view.name} is now ${width} wide`));
  return () => {
    if (tidy) off();
  };
}

const closeFirst = open('first', true);
const closeSecond = open('second', false);

bus.emit('resize', 80);
closeFirst();
closeSecond();
bus.emit('resize', 120); // The second view is closed, and listens still.
