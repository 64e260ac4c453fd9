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
  let centres = START.map((c) => [...c]);
  const sigma = () => Math.exp(Number(slider.value));

  const distances = (x, y) => centres.map(([a, b]) => (x - a) ** 2 + (y - b) ** 2);
  // Shares from gaps to the nearest centre, so that nothing overflows however small sigma is.
  const shares = (d, variance) => {
    const least = Math.min(...d);
    const raw = d.map((v) => Math.exp(-(v - least) / (2 * variance)));
    const total = raw.reduce((a, b) => a + b);
    return { r: raw.map((v) => v / total), soft: least - 2 * variance * Math.log(total / K) };
  };
  const hard = (d) => {
    const least = Math.min(...d);
    const ties = d.filter((v) => v === least).length;
    return d.map((v) => (v === least ? 1 / ties : 0));
  };
  const moved = (weigh) => centres.map((centre, k) => {
    let [w, x, y] = [0, 0, 0];
    for (const point of points) {
      const r = weigh(distances(...point))[k];
      w += r; x += r * point[0]; y += r * point[1];
    }
    return w > 0 ? [x / w, y / w] : [...centre];
  });
  const emStep = () => moved((d) => shares(d, sigma() ** 2).r);
  const lloydStep = () => moved(hard);

  const mix = (r) => [0, 1, 2].map((c) => r.reduce((sum, v, k) => sum + v * COLOURS[k][c], 0));
  // The ground is drawn small, a pixel a cell, and enlarged.
  const CELL = 8;
  const ground = document.createElement("canvas");
  [ground.width, ground.height] = [canvas.width / CELL, canvas.height / CELL];
  const small = ground.getContext("2d");
  const cellsOf = small.createImageData(ground.width, ground.height);
  const drawGround = (variance, paper, share) => {
    const { data, width, height } = cellsOf;
    for (let py = 0, at = 0; py < height; py++) {
      for (let px = 0; px < width; px++, at += 4) {
        const x = ((px + 0.5) * CELL) / scale, y = HEIGHT - ((py + 0.5) * CELL) / scale;
        const r = shares(distances(x, y), variance).r;
        for (let c = 0; c < 3; c++) {
          const colour = r[0] * COLOURS[0][c] + r[1] * COLOURS[1][c] + r[2] * COLOURS[2][c];
          data[at + c] = paper + share * (colour - paper);
        }
        data[at + 3] = 255;
      }
    }
    small.putImageData(cellsOf, 0, 0);
    pen.drawImage(ground, 0, 0, canvas.width, canvas.height);
  };
  const draw = () => {
    const variance = sigma() ** 2;
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const [paper, share] = dark ? [22, 0.5] : [253, 0.42];
    drawGround(variance, paper, share);
    drawBorders(dark);
    for (const [x, y] of points) {
      const [a, b] = [x * scale, (HEIGHT - y) * scale];
      pen.beginPath();
      pen.arc(a, b, 4.4, 0, 2 * Math.PI);
      pen.fillStyle = `rgb(${mix(shares(distances(x, y), variance).r).map(Math.round)})`;
      pen.fill();
      pen.strokeStyle = dark ? "#16181b" : "#fdfdfb";
      pen.lineWidth = 1.2;
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
    let [least, soft, doubt] = [0, 0, 0];
    for (const point of points) {
      const d = distances(...point);
      const found = shares(d, variance);
      least += Math.min(...d);
      soft += found.soft;
      const off = found.r.reduce((a, b) => a + b) - Math.max(...found.r);
      doubt = Math.max(doubt, off);
    }
    const lloyd = lloydStep();
    const apart = Math.max(...emStep().map(([x, y], k) => Math.hypot(x - lloyd[k][0], y - lloyd[k][1])));
    const values = { hard: least, soft, bound: least + 2 * variance * points.length * Math.log(K), doubt, apart };
    for (const [name, value] of Object.entries(values)) cells[name].textContent = short(value);
    output.textContent = short(sigma());
    slider.setAttribute("aria-valuetext", `sigma ${short(sigma())}`);
    handles.forEach((handle, k) => {
      handle.style.left = `${(100 * centres[k][0]) / WIDTH}%`;
      handle.style.top = `${100 - (100 * centres[k][1]) / HEIGHT}%`;
      handle.setAttribute("aria-label",
        `Centre ${k + 1} at ${centres[k].map((v) => v.toFixed(2)).join(", ")}; move with the arrow keys`);
    });
    draw();
  };

  const place = (k, x, y) => {
    centres[k] = [Math.min(WIDTH - 0.1, Math.max(0.1, x)), Math.min(HEIGHT - 0.1, Math.max(0.1, y))];
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
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  root.hidden = false;
  // Nothing is computed before somebody comes near.
  new IntersectionObserver(([entry], watch) => {
    if (!entry.isIntersecting) return;
    watch.disconnect();
    show();
  }, { rootMargin: "300px" }).observe(root);
})();
