// The whole plan as a strip under a Gantt: what lies where, and which part of it is in view.
const STRIP = 30;

class Navigator {
  constructor(gantt) {
    this.gantt = gantt;
    this.canvas = el("canvas", {class: "navigator", "aria-hidden": "true"});
    gantt.host.before(this.canvas);
    const to = event => {
      const {extent} = gantt.now, [a, b] = gantt.view(), box = this.canvas.getBoundingClientRect();
      const middle = extent[0] + (extent[1] - extent[0]) * (event.clientX - box.left) / box.width;
      this.wanted = [middle - (b - a) / 2, middle + (b - a) / 2];
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => gantt.setView(...this.wanted));
    };
    this.canvas.addEventListener("pointerdown", event => { this.canvas.setPointerCapture(event.pointerId); to(event); });
    this.canvas.addEventListener("pointermove", event => { if (event.buttons) to(event); });
  }

  // How many machines work at each pixel, painted once per drawing; the frame of the view over it.
  paint() {
    const {gantt, canvas} = this, {now} = gantt, [low, high] = now.extent, [a, b] = gantt.view();
    canvas.hidden = b - a >= (high - low) * 0.98;
    if (canvas.hidden) return;
    const width = canvas.width = canvas.clientWidth || 600, colours = theme(), ctx = canvas.getContext("2d");
    canvas.height = STRIP;
    if (this.counted !== now || this.count.length !== width) this.count = this.counts(now, width);
    this.counted = now;
    const most = Math.max(1, ...this.count), x = tick => (tick - low) / (high - low) * width;
    ctx.fillStyle = colours.load;
    this.count.forEach((count, k) => ctx.fillRect(k, STRIP - count / most * (STRIP - 2), 1, count / most * (STRIP - 2)));
    ctx.fillStyle = colours.closed;
    ctx.fillRect(0, 0, x(a), STRIP);
    ctx.fillRect(x(b), 0, width - x(b), STRIP);
    ctx.strokeStyle = colours.now;
    ctx.lineWidth = 2;
    ctx.strokeRect(Math.max(1, x(a)), 1, Math.max(3, Math.min(width - 1, x(b)) - Math.max(1, x(a))), STRIP - 2);
  }

  counts(now, width) {
    const [low, high] = now.extent, count = new Float32Array(width + 1), at = tick => Math.max(0, Math.min(width, Math.floor((tick - low) / (high - low) * width)));
    for (const i of now.ops) {
      if (filters.match && !filters.match[i]) continue;
      count[at(C.op_start[i])]++;
      count[at(C.op_end[i]) + 1]--;
    }
    for (let k = 1; k < width; k++) count[k] += count[k - 1];
    return count.subarray(0, width);
  }
}
