"use strict";
// Responsibilities of three spherical components of equal weight, hardening as sigma falls.
(() => {
  const root = document.querySelector(".study");
  if (!root) return;
  const K = 3, PER = 30, WIDTH = 8, HEIGHT = 6;
  const TRUE = [[2.3, 2.2], [5.6, 1.9], [4.2, 4.4]];
  const START = [[2.9, 3.2], [6.4, 2.9], [3.6, 5.2]];
  const COLOURS = [[216, 124, 40], [56, 112, 190], [54, 148, 104]];

  // A small generator with a fixed seed: everybody sees the same points.
  let seed = 20240217;
  const uniform = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed + 0.5) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const points = TRUE.flatMap(([x, y]) =>
    Array.from({ length: PER }, () => [x + 0.62 * normal(), y + 0.62 * normal()]));

  const canvas = root.querySelector("canvas");
  const pen = canvas.getContext("2d");
  const scale = canvas.width / WIDTH;
  const slider = root.querySelector("input");
  const output = root.querySelector("output");
  const cells = Object.fromEntries(
    [...root.querySelectorAll("[data-value]")].map((cell) => [cell.dataset.value, cell]));
  let centres = START.map((c) => [...c]), told;
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const sigma = () => Math.exp(Number(slider.value));

  // Numbers are kept in arrays that are made once: what a slider asks for has to be there at once.
  const N = points.length, soft = new Float64Array(N * K), hard = new Float64Array(N * K);
  let least = 0, total = 0;
  // Shares of a place, from gaps to the nearest centre, so that nothing overflows however small
  // sigma is; at zero they are the limit.
  const weigh = (x, y, variance, out, at) => {
    least = Infinity;
    for (let k = 0; k < K; k++) {
      const dx = x - centres[k][0], dy = y - centres[k][1], d = dx * dx + dy * dy;
      out[at + k] = d;
      if (d < least) least = d;
    }
    total = 0;
    for (let k = at; k < at + K; k++) {
      out[k] = variance ? Math.exp((least - out[k]) / (2 * variance)) : out[k] === least ? 1 : 0;
      total += out[k];
    }
    for (let k = at; k < at + K; k++) out[k] /= total;
  };
  const weighAll = (variance, out) => {
    for (let n = 0; n < N; n++) weigh(points[n][0], points[n][1], variance, out, n * K);
    return out;
  };
  const moved = (r) => centres.map((centre, k) => {
    let [w, x, y] = [0, 0, 0];
    for (let n = 0; n < N; n++) {
      const share = r[n * K + k];
      w += share; x += share * points[n][0]; y += share * points[n][1];
    }
    return w > 0 ? [x / w, y / w] : [...centre];
  });
  const emStep = () => moved(weighAll(sigma() ** 2, soft));
  const lloydStep = () => moved(weighAll(0, hard));

  const mixed = (r, at, c) => r[at] * COLOURS[0][c] + r[at + 1] * COLOURS[1][c] + r[at + 2] * COLOURS[2][c];
  // The ground is drawn small, a pixel a cell, and enlarged.
  const CELL = 10, here = new Float64Array(K);
  const ground = document.createElement("canvas");
  [ground.width, ground.height] = [canvas.width / CELL, canvas.height / CELL];
  const small = ground.getContext("2d");
  const cellsOf = small.createImageData(ground.width, ground.height);
  const drawGround = (variance, paper, share) => {
    const { data, width, height } = cellsOf;
    for (let py = 0, at = 0; py < height; py++) {
      for (let px = 0; px < width; px++, at += 4) {
        const x = ((px + 0.5) * CELL) / scale, y = HEIGHT - ((py + 0.5) * CELL) / scale;
        weigh(x, y, variance, here, 0);
        for (let c = 0; c < 3; c++) data[at + c] = paper + share * (mixed(here, 0, c) - paper);
        data[at + 3] = 255;
      }
    }
    small.putImageData(cellsOf, 0, 0);
    pen.drawImage(ground, 0, 0, canvas.width, canvas.height);
  };
  const draw = () => {
    const variance = sigma() ** 2;
    const dark = scheme.matches;
    const [paper, share] = dark ? [22, 0.5] : [253, 0.42];
    drawGround(variance, paper, share);
    drawBorders(dark);
    pen.strokeStyle = dark ? "#16181b" : "#fdfdfb";
    pen.lineWidth = 1.2;
    for (let n = 0; n < N; n++) {
      pen.beginPath();
      pen.arc(points[n][0] * scale, (HEIGHT - points[n][1]) * scale, 4.4, 0, 2 * Math.PI);
      pen.fillStyle = `rgb(${[0, 1, 2].map((c) => Math.round(mixed(soft, n * K, c)))})`;
      pen.fill();
      pen.stroke();
    }
    centres.forEach(([x, y]) => {
      const [a, b] = [x * scale, (HEIGHT - y) * scale];
      for (const [colour, width] of [[dark ? "#16181b" : "#fdfdfb", 7], [dark ? "#fff" : "#111", 3]]) {
        pen.strokeStyle = colour;
        pen.lineWidth = width;
        pen.beginPath();
        pen.moveTo(a - 9, b); pen.lineTo(a + 9, b);
        pen.moveTo(a, b - 9); pen.lineTo(a, b + 9);
        pen.stroke();
      }
    });
  };
  // Two bells along the line through their centres, each over its own peak, and their heights at a
  // mark between them; its share is returned.
  const bells = root.querySelector(".bells"), MARK = 0.6, FLOOR = 60;
  const part = (name, values) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
    bells.append(made);
    return made;
  };
  const shown = [0, 1].map((k) => [
    part("path", { fill: "none", "stroke-width": 2, "stroke-dasharray": k ? "none" : "5 4" }), part("rect", { width: 5 })]);
  part("path", { d: `M0 ${FLOOR}H300`, stroke: "currentColor", "stroke-opacity": 0.5 });
  const drawBells = (variance) => {
    const apart = Math.hypot(centres[1][0] - centres[0][0], centres[1][1] - centres[0][1]);
    const height = (at, k) => Math.exp(-(((at - k) * apart) ** 2) / (2 * variance));
    shown.forEach(([line, bar], k) => {
      let d = "";
      for (let x = 0; x <= 300; x += 4) d += `${x ? "L" : "M"}${x} ${(FLOOR - 54 * height(x / 150 - 0.5, k)).toFixed(1)}`;
      line.setAttribute("d", d);
      line.setAttribute("stroke", `rgb(${COLOURS[k]})`);
      const h = 54 * height(MARK, k);
      for (const [key, value] of Object.entries({ x: 150 * (MARK + 0.5) - 5 + 5 * k, y: FLOOR - h, height: h, fill: `rgb(${COLOURS[k]})` })) bar.setAttribute(key, value);
    });
    return 1 / (1 + Math.exp(((1 - MARK) ** 2 - MARK ** 2) * apart ** 2 / (2 * variance)));
  };
  // The limit: where the two nearest centres are equally far.
  const drawBorders = (dark) => {
    pen.strokeStyle = dark ? "#e4e3df" : "#333";
    pen.lineWidth = 1.4;
    pen.setLineDash([7, 5]);
    for (let j = 0; j < K; j++) for (let k = j + 1; k < K; k++) {
      const [[ax, ay], [bx, by]] = [centres[j], centres[k]];
      const middle = [(ax + bx) / 2, (ay + by) / 2];
      const along = [ay - by, bx - ax];
      let [low, high] = [-50, 50];
      const cut = (constant, slope) => { // keep constant + slope t >= 0
        if (slope > 0) low = Math.max(low, -constant / slope);
        else if (slope < 0) high = Math.min(high, -constant / slope);
        else if (constant < 0) [low, high] = [1, 0];
      };
      for (let l = 0; l < K; l++) if (l !== j && l !== k) {
        const [cx, cy] = centres[l];
        const gap = (x, y) => (x - cx) ** 2 + (y - cy) ** 2 - (x - ax) ** 2 - (y - ay) ** 2;
        const constant = gap(...middle);
        cut(constant, gap(middle[0] + along[0], middle[1] + along[1]) - constant);
      }
      if (low >= high) continue;
      pen.beginPath();
      for (const t of [low, high]) {
        pen.lineTo((middle[0] + t * along[0]) * scale, (HEIGHT - middle[1] - t * along[1]) * scale);
      }
      pen.stroke();
    }
    pen.setLineDash([]);
  };

  const short = (v) => v === 0 ? "0" : Math.abs(v) < 0.001 ? v.toExponential(1) : v.toFixed(v < 0.1 ? 4 : 3);
  const show = () => {
    const variance = sigma() ** 2;
    let [nearest, free, doubt] = [0, 0, 0];
    for (let n = 0; n < N; n++) {
      weigh(points[n][0], points[n][1], variance, soft, n * K);
      nearest += least;
      free += least - 2 * variance * Math.log(total / K);
      // What is left to the others, added up: one less the greatest would lose the digits.
      let most = n * K, left = 0;
      for (let k = most + 1; k < (n + 1) * K; k++) if (soft[k] > soft[most]) most = k;
      for (let k = n * K; k < (n + 1) * K; k++) if (k !== most) left += soft[k];
      doubt = Math.max(doubt, left);
    }
    const lloyd = lloydStep();
    const apart = Math.max(...moved(soft).map(([x, y], k) => Math.hypot(x - lloyd[k][0], y - lloyd[k][1])));
    const values = { hard: nearest, soft: free, bound: nearest + 2 * variance * N * Math.log(K), doubt, apart, mark: drawBells(variance) };
    for (const [name, value] of Object.entries(values)) cells[name].textContent = short(value);
    output.textContent = short(sigma());
    slider.setAttribute("aria-valuetext", `sigma ${short(sigma())}`);
    // What did not move need not be laid out again.
    if (told !== centres) handles.forEach((handle, k) => {
      handle.style.left = `${(100 * centres[k][0]) / WIDTH}%`;
      handle.style.top = `${100 - (100 * centres[k][1]) / HEIGHT}%`;
      handle.setAttribute("aria-label",
        `Centre ${k + 1} at ${centres[k].map((v) => v.toFixed(2)).join(", ")}; move with the arrow keys`);
    });
    told = centres;
    draw();
  };

  const place = (k, x, y) => {
    const at = [Math.min(WIDTH - 0.1, Math.max(0.1, x)), Math.min(HEIGHT - 0.1, Math.max(0.1, y))];
    centres = centres.map((centre, j) => (j === k ? at : centre));
    show();
  };
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const handles = centres.map((_, k) => {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.setAttribute("aria-label", `Centre ${k + 1}`);
    canvas.parentElement.append(handle);
    handle.addEventListener("keydown", (event) => {
      const by = ARROWS[event.key];
      if (!by) return;
      event.preventDefault();
      const size = event.shiftKey ? 0.5 : 0.1;
      place(k, centres[k][0] + by[0] * size, centres[k][1] + by[1] * size);
    });
    handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const box = canvas.getBoundingClientRect();
      place(k, ((event.clientX - box.left) / box.width) * WIDTH,
        (1 - (event.clientY - box.top) / box.height) * HEIGHT);
    });
    return handle;
  });
  const press = (name, next) => root.querySelector(`[data-${name}]`).addEventListener("click", () => {
    centres = next();
    show();
  });
  press("em", emStep);
  press("lloyd", lloydStep);
  press("reset", () => START.map((c) => [...c]));
  // Once a frame, however often the slider speaks.
  let asked = 0;
  slider.addEventListener("input", () => {
    asked ||= requestAnimationFrame(() => { asked = 0; show(); });
  });
  scheme.addEventListener("change", show);
  root.hidden = false;
  // Nothing is computed before somebody comes near.
  new IntersectionObserver(([entry], watch) => {
    if (!entry.isIntersecting) return;
    watch.disconnect();
    show();
  }, { rootMargin: "300px" }).observe(root);
})();
