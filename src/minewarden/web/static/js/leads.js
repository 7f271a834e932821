// The mine's plan with people by hour: stations as ECharts draws a graph, a range input that is the film's time.
const LOOK = {
  suspect: { symbol: "circle", color: "#9b1c1c", ink: "#fff", size: 20 },
  face: { symbol: "rect", color: "#fff", border: "#16222e", size: 12 },
  seal: { symbol: "path://M-8-6L-6-8L0-2L6-8L8-6L2 0L8 6L6 8L0 2L-6 8L-8 6L-2 0Z", color: "#16222e", size: 12 },
  shaft: { symbol: "triangle", color: "#16222e", size: 16 },
  station: { symbol: "circle", color: "#8494a3", size: 6 },
};
const STEP_MS = 350;

function sizeOf(station, persons, scale) {
  const least = LOOK[station.role].size;
  return scale * (persons > 0 ? Math.max(least, 8 + 6 * Math.sqrt(persons)) : least);
}

function node(station, persons, words, scale) {
  const look = LOOK[station.role];
  const about = echarts.format.encodeHTML([station.number ? `${station.number}. ${station.name}` : station.name, words[station.role], station.about].filter(Boolean).join(" · "));
  return {
    id: station.code, name: station.name, x: station.x, y: station.y, symbol: look.symbol, symbolSize: sizeOf(station, persons, scale), value: persons,
    itemStyle: { color: look.color, borderColor: look.border || (persons > 0 ? "#12395b" : look.color), borderWidth: persons > 0 || look.border ? 2 : 0 },
    label: { show: Boolean(station.number), position: "inside", color: look.ink, fontSize: 11, formatter: String(station.number) },
    tooltip: { formatter: `${about}<br>${persons === null ? "" : `${persons} ${words.persons}`}` },
  };
}

// What is written beside a sign: a suspected place with its own name and its people, others with their label and number.
function caption(station, persons, words) {
  const count = persons >= 1 || (persons !== null && station.number) ? String(Math.round(persons)) : "";
  if (station.number) return [`${station.number}. ${station.name}`, count && `${count} ${words.persons}`].filter(Boolean).join(" ");
  return [station.label, count].filter(Boolean).join(" ");
}

const ORDER = ["suspect", "shaft", "face", "seal", "station"];
const rank = (station) => 100 * ORDER.indexOf(station.role) + (station.number || 0);
const covers = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const letters = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 11.5 : 6.5), 4);

// Where a caption may stand, nearest first: beside, above, below, at the corners, then the same a line further away.
function sides(s, r, wide) {
  return [0, 14, 30].flatMap((far) => {
    const d = r + far, c = 0.7 * r + far;
    return [[s.x + d, s.y - 8], [s.x - d - wide, s.y - 8], [s.x - wide / 2, s.y - d - 16], [s.x - wide / 2, s.y + d], [s.x + c, s.y - c - 14], [s.x + c, s.y + c], [s.x - c - wide, s.y - c - 14], [s.x - c - wide, s.y + c]];
  }).map(([x, y]) => [x, y, x + wide, y + 16]);
}

// Each caption at the first place where it covers neither a sign nor another caption nor leaves the box. A bare number
// that finds none is left out (the table tells it); names only keep clear of captions and of suspected places.
function captions(stations, persons, words, scale, box) {
  const half = (s) => sizeOf(s, persons(s.code), scale) / 2;
  const signs = stations.map((s) => [s, [s.x - half(s), s.y - half(s), s.x + half(s), s.y + half(s)]]);
  const inside = (place) => place[0] >= box[0] && place[2] <= box[2] && place[1] >= box[1] && place[3] <= box[3];
  const taken = [], found = [];
  for (const s of [...stations].sort((a, b) => rank(a) - rank(b))) {
    const text = caption(s, persons(s.code), words);
    if (!text) continue;
    const named = Boolean(s.number || s.label), all = sides(s, half(s) + 3, letters(text));
    const places = (named ? all : all.slice(0, 4)).filter((place) => inside(place) && !taken.some((other) => covers(place, other)));
    const clear = (others) => places.find((place) => !others.some(([o, sign]) => o !== s && covers(place, sign)));
    const chosen = clear(signs) || (named ? clear(signs.filter(([o]) => o.number)) : null) || (s.number ? all[0] : null);
    if (!chosen) continue;
    taken.push(chosen);
    found.push({
      id: `${s.code} caption`, x: s.x, y: s.y, symbol: "circle", symbolSize: 2, itemStyle: { color: "transparent" }, silent: true, tooltip: { show: false },
      label: { show: true, position: [chosen[0] - s.x + 1, chosen[1] - s.y + 3], formatter: text, color: s.number ? LOOK.suspect.color : "#16222e", fontWeight: s.number ? "bold" : "normal", fontSize: 11, textBorderColor: "#fff", textBorderWidth: 3 },
    });
  }
  return found;
}

// Metres of the mine into the pixels of the box, so that signs keep their shape; one axis at most three times the other.
function fitted(stations, box) {
  const xs = stations.map((s) => s.x), ys = stations.map((s) => s.y), left = Math.min(...xs), top = Math.max(...ys);
  let across = (box.clientWidth - 130) / Math.max(Math.max(...xs) - left, 1), down = (box.clientHeight - 70) / Math.max(top - Math.min(...ys), 1);
  [across, down] = [Math.min(across, 3 * down), Math.min(down, 3 * across)];
  return stations.map((s) => ({ ...s, x: (s.x - left) * across, y: (top - s.y) * down }));
}

function draw(chart, data, hour) {
  const frame = data.presence ? data.presence.persons[hour] : null;
  const place = new Map(data.presence ? data.presence.stations.map((code, n) => [code, n]) : []);
  const persons = (code) => (frame ? frame[place.get(code)] ?? 0 : null);
  const scale = Math.min(1, Math.max(0.6, chart.getWidth() / 640));
  const xs = data.spots.map((s) => s.x), ys = data.spots.map((s) => s.y);
  const box = [Math.min(...xs) - 62, Math.min(...ys) - 36, Math.max(...xs) + 62, Math.max(...ys) + 28];
  const drawn = [...data.spots].sort((a, b) => rank(b) - rank(a)); // what is drawn last lies on top: the first suspected place
  chart.setOption({
    animation: false, tooltip: { confine: true },
    series: [{ type: "graph", layout: "none", roam: true, left: 65, right: 65, top: 40, bottom: 30, preserveAspect: true,
      lineStyle: { color: "#8494a3", width: 2, opacity: 1 }, emphasis: { disabled: true },
      data: [...drawn.map((s) => node(s, persons(s.code), data.words, scale)), ...captions(data.spots, persons, data.words, scale, box)], links: data.roadways.map(([source, target]) => ({ source, target })) }],
  });
  return frame ? Math.round(frame.reduce((a, b) => a + b, 0)) : null;
}

function movie(chart, data) {
  const range = document.getElementById("movie-hour"), button = document.getElementById("movie-play"), told = document.getElementById("movie-told");
  const hours = data.presence.hours;
  range.max = String(hours.length - 1);
  let timer = 0;
  const show = () => {
    const hour = Number(range.value), total = draw(chart, data, hour);
    const text = `${hours[hour].slice(0, 16).replace("T", " ")} ${data.words.total} ${total} ${data.words.persons}`;
    told.textContent = text;
    range.setAttribute("aria-valuetext", text);
  };
  const stop = () => { clearInterval(timer); timer = 0; button.textContent = data.words.play; button.setAttribute("aria-pressed", "false"); };
  const step = () => { range.value = String((Number(range.value) + 1) % hours.length); show(); };
  button.addEventListener("click", () => {
    if (timer) { stop(); return; }
    timer = setInterval(step, STEP_MS); button.textContent = data.words.pause; button.setAttribute("aria-pressed", "true");
  });
  range.addEventListener("input", () => { if (timer) stop(); show(); });
  const busiest = data.presence.persons.map((frame) => data.stations.filter((s) => s.number === 1).reduce((sum, s) => sum + (frame[data.presence.stations.indexOf(s.code)] || 0), 0));
  range.value = String(busiest.indexOf(Math.max(...busiest)));
  show();
  return show;
}

// On paper what is folded away cannot be opened: open it for the printer, and fold it again.
function unfoldForPrint() {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    opened.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => { opened.forEach((one) => { one.open = false; }); });
}

document.addEventListener("DOMContentLoaded", () => {
  unfoldForPrint();
  const box = document.getElementById("plan"), source = document.getElementById("plan-data");
  if (!box || !source || !window.echarts) return;
  const data = JSON.parse(source.textContent);
  data.spots = fitted(data.stations, box);
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const again = data.presence ? movie(chart, data) : () => draw(chart, data, 0);
  again();
  window.addEventListener("resize", () => { chart.resize(); data.spots = fitted(data.stations, box); again(); });
});
