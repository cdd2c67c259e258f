"use strict";
// Charts over time that answer to a pointer, a finger and the keyboard. All share one clock: a cursor or a zoom in one is
// one in all. Without this script the pictures below stand alone.
(() => {
  const place = document.getElementById("over-time");
  const source = document.getElementById("over-time-data");
  if (!place || !source || typeof uPlot === "undefined") return;
  const data = JSON.parse(source.textContent);

  // A row a step, or two a joined group; the last value holds to the end.
  const count = data.panels[0].lines[0].v.length;
  const times = Array.from({ length: count }, (_, row) => data.start + row * data.apart);
  const end = data.start + data.length;
  times.push(end);
  const held = (values) => values.concat(values[values.length - 1]);

  const zone = knownZone(data.zone);
  function knownZone(name) {
    try {
      Intl.DateTimeFormat("en-US", { timeZone: name });
      return name;
    } catch {
      return "UTC";
    }
  }
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", weekday: "short", day: "numeric", month: "short",
    hour: "2-digit", minute: "2-digit", second: "2-digit",
  });
  const local = (at) => Object.fromEntries(clock.formatToParts(at * 1e3).map((part) => [part.type, part.value]));
  const day = (part) => `${part.weekday} ${part.day} ${part.month}`;
  const time = (part) => `${part.hour}:${part.minute}${part.second === "00" ? "" : `:${part.second}`}`;
  const tick = (at) => {
    const part = local(at);
    return time(part) === "00:00" ? day(part) : time(part);
  };
  const moment = (at) => `${day(local(at))} ${time(local(at))}`;
  // The edges of a zoom mean no more than the rows are apart.
  const about = (at) => moment(data.apart < 60 ? Math.round(at) : Math.round(at / 60) * 60);

  const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
  const worded = {
    "": (x) => number.format(x),
    "ms": (x) => (x < 1e3 ? `${number.format(x)} ms` : `${number.format(x / 1e3)} s`),
    "%": (x) => `${number.format(x)} %`,
    "$": (x) => `$${number.format(x)}`,
  };

  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--ink-${name}`).trim();
  const quiet = () => getComputedStyle(document.documentElement).getPropertyValue("--quiet").trim();
  const lattice = () => ({ stroke: () => ink("day"), width: 1 });
  const FONT = "12px Inter, \"Helvetica Neue\", Arial, sans-serif";
  const VALUES_WIDE = 62;
  const HIGH = 200;

  const plots = [];
  const whole = [data.start, end];
  const zoomed = () => plots[0].scales.x.min > whole[0] || plots[0].scales.x.max < whole[1];

  const stretch = () => `${about(plots[0].scales.x.min)} to ${about(plots[0].scales.x.max)}`;

  /** Makes an element: its class, its text, its attributes. */
  function made(tag, kind, text, attributes = {}) {
    const element = document.createElement(tag);
    if (kind) element.className = kind;
    if (text) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }

  /** Every chart shows the same stretch, never more than there is nor less than two rows. */
  function show(from, until) {
    const wide = Math.min(Math.max(until - from, 2 * data.apart), whole[1] - whole[0]);
    const left = Math.min(Math.max(from, whole[0]), whole[1] - wide);
    for (const plot of plots) plot.setScale("x", { min: left, max: left + wide });
  }

  function zoom(factor, shift) {
    const { min, max } = plots[0].scales.x;
    const middle = (min + max) / 2 + shift * (max - min);
    show(middle - ((max - min) * factor) / 2, middle + ((max - min) * factor) / 2);
  }

  /** What a line says at a row: of joined steps the least and the greatest. */
  function said(values, row, word) {
    if (row === null || row === undefined) return "";
    const first = data.joined > 1 && row < count ? row - (row % 2) : Math.min(row, count - 1);
    const last = data.joined > 1 && row < count ? first + 1 : first;
    const pair = [values[first], values[last]].filter((x) => x !== null && x !== undefined);
    if (pair.length === 0) return "–";
    const [low, high] = [Math.min(...pair), Math.max(...pair)].map(word);
    return low === high ? low : `${low} to ${high}`;
  }

  /** The line's look, as a sample in its button. */
  function sample(line) {
    const svg = document.createElementNS(document.querySelector("figure svg").namespaceURI, "svg");
    const stroke = document.createElementNS(svg.namespaceURI, "line");
    for (const [name, value] of Object.entries({ width: 26, height: 12, "aria-hidden": "true" })) svg.setAttribute(name, value);
    for (const [name, value] of Object.entries({ x1: 0, x2: 26, y1: 6, y2: 6, "stroke-width": 2.5 })) stroke.setAttribute(name, value);
    stroke.setAttribute("stroke-dasharray", line.dash.join(" "));
    stroke.style.stroke = `var(--ink-${line.ink})`;
    svg.append(stroke);
    return svg;
  }

  function chart(panel, at) {
    const word = worded[panel.unit];
    const rows = [times];
    const series = [{}];
    const bands = [];
    const members = new Map();
    // Limits lie beneath what may reach them.
    const isLimit = (line) => line.ink === "axis";
    for (const line of [...panel.lines.filter(isLimit), ...panel.lines.filter((line) => !isLimit(line))]) {
      const own = [rows.length];
      rows.push(held(line.v));
      series.push({
        label: line.name, stroke: () => ink(line.ink), width: data.joined > 1 ? 1.25 : 2, dash: line.dash,
        paths: uPlot.paths.stepped({ align: 1 }), points: { show: false },
      });
      if (line.band) {
        for (const edge of line.band) {
          own.push(rows.length);
          rows.push(held(edge));
          series.push({ width: 0, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } });
        }
        bands.push({ series: [own[2], own[1]], fill: () => `${ink(line.ink)}2E` });
      }
      members.set(line, own);
    }

    const figure = made("section", "panel", "", { "aria-labelledby": `over-time-${at}` });
    figure.append(made("h3", "", panel.title, { id: `over-time-${at}` }));
    const key = made("ul", "key");
    const values = panel.lines.map((line) => {
      const button = made("button", "", "", { type: "button", "aria-pressed": "true" });
      const value = made("span", "value");
      button.append(sample(line), made("span", "name", line.name), value);
      button.addEventListener("click", () => {
        const shown = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(shown));
        for (const member of members.get(line)) plot.setSeries(member, { show: shown });
      });
      key.append(made("li"));
      key.lastChild.append(button);
      return value;
    });
    const sheet = made("div", "sheet", "", { tabindex: "0", role: "group", "aria-label": `${panel.title}, over time` });
    figure.append(key, sheet);
    place.append(figure);

    const plot = new uPlot({
      width: sheet.clientWidth, height: HIGH, padding: [8, 34, 0, 0], legend: { show: false },
      tzDate: (secs) => uPlot.tzDate(new Date(secs * 1e3), zone),
      cursor: { sync: { key: "over-time" }, drag: { x: true, y: false }, points: { size: 7 }, y: false },
      scales: {
        x: { time: true, range: (_, min, max) => [min, max] },
        y: panel.log
          ? { distr: 3 }
          : { range: (_, min, max) => [0, max > 0 ? max * 1.06 : 1] },
      },
      axes: [
        {
          stroke: quiet, grid: lattice(), ticks: lattice(), font: FONT, space: 74, size: 32,
          values: (_, ticks) => ticks.map(tick),
        },
        {
          stroke: quiet, grid: lattice(), ticks: { show: false }, font: FONT, space: 34, size: VALUES_WIDE,
          values: (_, ticks) => ticks.map((x) => (x === null ? "" : word(x))),
        },
      ],
      series, bands,
      hooks: {
        drawClear: [shade],
        setCursor: [(self) => {
          const row = self.cursor.idx;
          panel.lines.forEach((line, which) => { values[which].textContent = said(line.v, row, word); });
          now.textContent = row === null || row === undefined ? stretch() : moment(times[row]);
        }],
        setScale: [(self, scale) => {
          if (scale !== "x" || plots.length === 0) return;
          reset.disabled = !zoomed();
          now.textContent = stretch();
        }],
      },
    }, rows, sheet);
    sheet.addEventListener("keydown", (event) => keyed(event, plot, panel));
    plots.push(plot);
    return { plot, sheet };
  }

  /** Spans that miss the target. */
  function shade(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.fillStyle = `${ink("violation")}1F`;
    for (const [from, until] of data.bad) {
      const left = Math.max(plot.valToPos(data.start + from, "x", true), bbox.left);
      const right = Math.min(Math.max(plot.valToPos(data.start + until, "x", true), left + 2), bbox.left + bbox.width);
      if (right > left) ctx.fillRect(left, bbox.top, right - left, bbox.height);
    }
    ctx.restore();
  }

  /** Arrows move the cursor a row, with Shift a twentieth of what is shown; + and - zoom, Escape shows the whole. */
  function keyed(event, plot, panel) {
    const { min, max } = plot.scales.x;
    const row = plot.cursor.idx ?? plot.valToIdx(min);
    const far = Math.max(1, Math.round((max - min) / data.apart / 20));
    const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (move) {
      const next = Math.min(Math.max(row + move * (event.shiftKey ? far : 1), plot.valToIdx(min)), plot.valToIdx(max));
      plot.setCursor({ left: plot.valToPos(times[next], "x"), top: 20 }, true, true);
      const each = panel.lines.map((line) => `${line.name} ${said(line.v, next, worded[panel.unit])}`);
      spoken.textContent = `${moment(times[next])}: ${each.join(", ")}`;
    } else if (event.key === "+") zoom(0.5, 0);
    else if (event.key === "-") zoom(2, 0);
    else if (event.key === "Escape") show(...whole);
    else return;
    event.preventDefault();
  }

  place.hidden = false;
  const bar = made("div", "bar", "", { role: "toolbar", "aria-label": "Stretch of time shown" });
  const press = (text, name, act) => {
    const button = made("button", "", text, { type: "button", "aria-label": name, title: name });
    button.addEventListener("click", act);
    bar.append(button);
    return button;
  };
  press("+", "Zoom in", () => zoom(0.5, 0));
  press("−", "Zoom out", () => zoom(2, 0));
  press("←", "Earlier", () => zoom(1, -0.5));
  press("→", "Later", () => zoom(1, 0.5));
  const reset = press("all", "Show all of it", () => show(...whole));
  reset.disabled = true;
  const now = made("span", "now");
  const spoken = made("p", "unseen", "", { "aria-live": "polite" });
  bar.append(now);
  const joined = data.joined > 1
    ? ` ${data.joined} steps of ${data.step} s are joined: their least and greatest values are kept.` : "";
  const banded = data.panels.some((panel) => panel.lines.some((line) => line.band))
    ? " Bands: 10th to 90th percentile of the runs." : "";
  const shaded = data.bad.length > 0 ? " Shaded: the target is missed." : "";
  place.append(
    made("h3", "", "Over time"),
    made("p", "quiet", "Point at a chart for its values. Drag to zoom, double-click for all of it, press a name to hide "
      + `its line.${banded}${shaded}${joined} Clock: ${zone}.`),
    bar, spoken,
  );
  const charts = data.panels.map(chart);
  now.textContent = stretch();

  const fit = new ResizeObserver(() => {
    for (const { plot, sheet } of charts) {
      if (sheet.clientWidth > 0) plot.setSize({ width: sheet.clientWidth, height: HIGH });
    }
  });
  fit.observe(place);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const { plot } of charts) plot.redraw(false);
  });
})();
