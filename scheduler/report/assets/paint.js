// Far views: thousands of bars as one picture under plotly's axes, whose cost is pixels, not bars.
const MAX_PICTURE = 4096;
const PAPER_RATIO = 3; // dots of a picture per pixel on paper

const HATCHES = {
  "/": t => { t.moveTo(-1, 7); t.lineTo(7, -1); },
  "\\": t => { t.moveTo(-1, -1); t.lineTo(7, 7); },
  "-": t => { t.moveTo(0, 3); t.lineTo(6, 3); },
  ".": t => t.arc(3, 3, 0.6, 0, 7),
};

function hatch(ctx, ground, ink, shape, ratio) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6 * ratio;
  const t = tile.getContext("2d");
  t.scale(ratio, ratio);
  t.fillStyle = ground;
  t.fillRect(0, 0, 6, 6);
  t.strokeStyle = ink;
  t.lineWidth = 1.1;
  t.beginPath();
  HATCHES[shape](t);
  t.stroke();
  const pattern = ctx.createPattern(tile, "repeat");
  pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
  return pattern;
}

// How a class is filled; on paper, which may have no colours, each class has its own hatch.
function classFill(ctx, {fill, pattern}, k, ratio) {
  const shape = pattern || (isPrinting() && !GROUPS[settings.colour] ? ["", ".", "-"][k] : "");
  return shape ? hatch(ctx, fill, pattern ? "#e58d9a" : "#5b2b00", shape, ratio) : fill;
}

// view: {a, b, first, last, width, height}; what: {ops, rowOf, colours, alpha, closed, down, over}
function picture(view, what) {
  const ratio = isPrinting() ? PAPER_RATIO : Math.ceil(window.devicePixelRatio || 1), colours = theme(), {width} = view;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.min(MAX_PICTURE, Math.round(view.width * ratio)));
  canvas.height = Math.max(1, Math.min(MAX_PICTURE, Math.round(view.height * ratio)));
  const ctx = canvas.getContext("2d");
  ctx.scale(canvas.width / width, canvas.height / view.height);
  const sx = width / (view.b - view.a), sy = view.height / (view.last - view.first + 1);
  const x = tick => (tick - view.a) * sx;
  const bar = Math.max(1, sy * 0.84), pad = (sy - bar) / 2;
  const gap = sy > 9 ? 0.8 : 0;
  const fills = what.colours.classes.map((klass, k) => sy > 8 ? classFill(ctx, klass, k, ratio) : klass.fill);
  fills.forEach((fill, k) => {
    ctx.fillStyle = fill;
    for (const i of what.ops) {
      const row = what.rowOf[i];
      if (what.colours.of(i) !== k || row < view.first || row > view.last) continue;
      const x0 = x(C.op_start[i]), x1 = x(C.op_end[i]);
      if (x1 < 0 || x0 > width) continue;
      ctx.globalAlpha = what.alpha(i);
      ctx.fillRect(x0, (row - view.first) * sy + pad, Math.max(0.7, x1 - x0 - (x1 - x0 > 3 ? gap : 0)), bar);
    }
  });
  paintHeads(ctx, view, what, {x, sy, bar, pad, width, colours, ratio});
  ctx.globalAlpha = 1;
  const areas = [[what.over, colours.overtime], [what.closed, colours.closed], [what.down, colours.down]];
  for (const [area, colour] of areas) {
    ctx.fillStyle = colour;
    for (let k = 0; k < (area?.start.length ?? 0); k++) {
      const x0 = Math.max(0, x(area.start[k])), x1 = Math.min(width, x(area.end[k]));
      const top = Math.max(view.first, area.first[k]), bottom = Math.min(view.last, area.last[k]);
      if (x1 > x0 && bottom >= top) ctx.fillRect(x0, (top - view.first) * sy, x1 - x0, (bottom - top + 1) * sy);
    }
  }
  return canvas.toDataURL("image/png");
}

function paintHeads(ctx, view, what, {x, sy, bar, pad, width, colours, ratio}) {
  const crossed = hatch(ctx, colours.changeover_ground, colours.changeover, "/", ratio), lined = hatch(ctx, colours.setup_ground, colours.setup, "\\", ratio);
  for (const i of what.ops) {
    const row = what.rowOf[i];
    if (row < view.first || row > view.last) continue;
    const x0 = x(C.op_start[i]), x1 = x(C.op_begin[i]), x2 = x(C.op_run_start[i]), x3 = x(C.op_end[i]);
    if (x3 < 0 || x0 > width || x3 - x0 < 3) continue;
    ctx.globalAlpha = what.alpha(i);
    const y = (row - view.first) * sy + pad;
    if (x1 - x0 > 0.8) {
      const wide = x1 - x0 > 7 && bar > 6;
      ctx.fillStyle = wide ? crossed : colours.changeover;
      ctx.fillRect(x0, y, x1 - x0, bar);
    }
    const x4 = x(C.op_idle_start[i]);
    if (x3 - x4 > 0.8) {
      ctx.fillStyle = colours.idle_ground;
      ctx.fillRect(x4, y, x3 - x4, bar);
    }
    if (x2 - x1 > 0.8) {
      ctx.fillStyle = x2 - x1 > 7 && bar > 6 ? lined : colours.setup;
      ctx.fillRect(x1, y, x2 - x1, bar);
    }
    if (isFixed(i) && sy > 5) {
      ctx.strokeStyle = colours.fixed;
      ctx.lineWidth = 1.5;
      ctx.strokeRect(x0 + 0.75, y + 0.75, x3 - x0 - 1.5, bar - 1.5);
    }
    if (C.op_state[i] && sy > 8 && x3 - x0 > 12) paintSign(ctx, D.states[C.op_state[i]], (x0 + x3) / 2, y + bar / 2, colours);
  }
}

// The signs that plotly's markers have near: a square for frozen, a triangle for started, an hourglass for interrupted.
function paintSign(ctx, state, x, y, colours) {
  ctx.fillStyle = colours.sign;
  ctx.strokeStyle = colours.sign_edge;
  ctx.lineWidth = 1;
  ctx.beginPath();
  if (state === "frozen") ctx.rect(x - 3, y - 3, 6, 6);
  else if (state === "started") { ctx.moveTo(x - 3, y - 4); ctx.lineTo(x + 4, y); ctx.lineTo(x - 3, y + 4); ctx.closePath(); }
  else { ctx.moveTo(x - 4, y - 4); ctx.lineTo(x + 4, y - 4); ctx.lineTo(x - 4, y + 4); ctx.lineTo(x + 4, y + 4); ctx.closePath(); }
  ctx.fill();
  ctx.stroke();
}
