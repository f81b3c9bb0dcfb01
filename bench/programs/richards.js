// Richards: the classic simulation of an operating system's task scheduler, in constructor functions.
// Needs ES5.
var size = 20; // quick: 1

var IDLE = 0;
var WORKER = 1;
var HANDLER_A = 2;
var HANDLER_B = 3;
var DEVICE_A = 4;
var DEVICE_B = 5;
var TASKS = 6;

var FOR_DEVICE = 0;
var FOR_WORK = 1;
var PAYLOAD = 4;

function Packet(next, address, purpose) {
  this.next = next;
  this.address = address;
  this.purpose = purpose;
  this.position = 0;
  this.payload = [0, 0, 0, 0];
}

/** Puts a packet at the end of a queue and returns the queue's head. */
function enqueue(packet, queue) {
  packet.next = null;
  if (queue === null) return packet;
  var last = queue;
  while (last.next !== null) last = last.next;
  last.next = packet;
  return queue;
}

function Kernel() {
  this.tasks = [null, null, null, null, null, null];
  this.first = null;
  this.running = null;
  this.queued = 0;
  this.held = 0;
}
Kernel.prototype.add = function (id, priority, queue, job) {
  var task = new Task(this.first, id, priority, queue, job);
  this.first = task;
  this.tasks[id] = task;
  return task;
};
Kernel.prototype.loop = function () {
  var task = this.first;
  while (task !== null) {
    if (task.onHold || (task.asleep && !task.ready)) {
      task = task.link;
    } else {
      this.running = task;
      task = task.resume(this);
    }
  }
};
Kernel.prototype.wake = function (id) {
  var task = this.tasks[id];
  task.onHold = false;
  return task.priority > this.running.priority ? task : this.running;
};
Kernel.prototype.hold = function () {
  this.held++;
  this.running.onHold = true;
  return this.running.link;
};
Kernel.prototype.sleep = function () {
  this.running.asleep = true;
  return this.running;
};
Kernel.prototype.send = function (packet) {
  var receiver = this.tasks[packet.address];
  this.queued++;
  packet.next = null;
  packet.address = this.running.id;
  return receiver.accept(packet, this.running);
};

function Task(link, id, priority, queue, job) {
  this.link = link;
  this.id = id;
  this.priority = priority;
  this.queue = queue;
  this.job = job;
  this.onHold = false;
  this.asleep = true;
  this.ready = queue !== null;
}
Task.prototype.resume = function (kernel) {
  var packet = null;
  if (this.asleep && this.ready) {
    packet = this.queue;
    this.queue = packet.next;
    this.asleep = false;
    this.ready = this.queue !== null;
  }
  return this.job.run(packet, kernel);
};
Task.prototype.accept = function (packet, sender) {
  if (this.queue !== null) {
    enqueue(packet, this.queue);
    return sender;
  }
  this.queue = packet;
  this.ready = true;
  return this.priority > sender.priority ? this : sender;
};

function Idle(seed, turns) {
  this.bits = seed;
  this.turns = turns;
}
Idle.prototype.run = function (packet, kernel) {
  if (--this.turns === 0) return kernel.hold();
  if ((this.bits & 1) === 0) {
    this.bits >>= 1;
    return kernel.wake(DEVICE_A);
  }
  this.bits = (this.bits >> 1) ^ 0xd008;
  return kernel.wake(DEVICE_B);
};

function Device() {
  this.pending = null;
}
Device.prototype.run = function (packet, kernel) {
  if (packet !== null) {
    this.pending = packet;
    return kernel.hold();
  }
  if (this.pending === null) return kernel.sleep();
  var done = this.pending;
  this.pending = null;
  return kernel.send(done);
};

function Worker() {
  this.target = HANDLER_A;
  this.letter = 0;
}
Worker.prototype.run = function (packet, kernel) {
  if (packet === null) return kernel.sleep();
  this.target = this.target === HANDLER_A ? HANDLER_B : HANDLER_A;
  packet.address = this.target;
  packet.position = 0;
  for (var i = 0; i < PAYLOAD; i++) {
    this.letter = this.letter === 26 ? 1 : this.letter + 1;
    packet.payload[i] = this.letter;
  }
  return kernel.send(packet);
};

function Handler() {
  this.work = null;
  this.devices = null;
}
Handler.prototype.run = function (packet, kernel) {
  if (packet !== null) {
    if (packet.purpose === FOR_WORK) this.work = enqueue(packet, this.work);
    else this.devices = enqueue(packet, this.devices);
  }
  if (this.work === null) return kernel.sleep();
  var position = this.work.position;
  var sent = null;
  if (position === PAYLOAD) {
    sent = this.work;
    this.work = sent.next;
    return kernel.send(sent);
  }
  if (this.devices === null) return kernel.sleep();
  sent = this.devices;
  this.devices = sent.next;
  sent.position = this.work.payload[position];
  this.work.position = position + 1;
  return kernel.send(sent);
};

function packets(count, address, purpose) {
  var queue = null;
  for (var i = 0; i < count; i++) queue = new Packet(queue, address, purpose);
  return queue;
}

function simulate() {
  var kernel = new Kernel();
  var idle = kernel.add(IDLE, 0, null, new Idle(1, 1000));
  idle.asleep = false;
  kernel.add(WORKER, 1000, packets(2, WORKER, FOR_WORK), new Worker());
  kernel.add(HANDLER_A, 2000, packets(3, DEVICE_A, FOR_DEVICE), new Handler());
  kernel.add(HANDLER_B, 3000, packets(3, DEVICE_B, FOR_DEVICE), new Handler());
  kernel.add(DEVICE_A, 4000, null, new Device());
  kernel.add(DEVICE_B, 5000, null, new Device());
  kernel.loop();
  // The published counts for a thousand idle turns.
  if (kernel.queued !== 2322 || kernel.held !== 928) {
    throw new Error("Richards went wrong: queued " + kernel.queued + ", held " + kernel.held);
  }
  return kernel.queued + kernel.held;
}

function measure() {
  var sum = 0;
  for (var i = 0; i < size; i++) sum += simulate();
  return sum;
}

var result = measure();
