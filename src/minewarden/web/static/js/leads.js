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

// Names stand beside their sign, on the side where there is room; numbers of persons above it.
function node(station, persons, words, scale, middle) {
  const look = LOOK[station.role];
  const about = echarts.format.encodeHTML([station.number ? `${station.number}. ${station.name}` : station.name, words[station.role], station.about].filter(Boolean).join(" · "));
  const count = persons >= 1 && !station.number ? String(Math.round(persons)) : "";
  const text = station.number ? String(station.number) : [station.label, count].filter(Boolean).join(" ");
  return {
    id: station.code, name: station.name, x: station.x, y: station.y, symbol: look.symbol, symbolSize: sizeOf(station, persons, scale), value: persons,
    itemStyle: { color: look.color, borderColor: look.border || (persons > 0 ? "#12395b" : look.color), borderWidth: persons > 0 || look.border ? 2 : 0 },
    label: { show: text !== "", position: station.number ? "inside" : station.label && station.role !== "shaft" ? (station.x < middle ? "right" : "left") : "top", color: station.number ? look.ink : "#16222e", fontSize: 11, formatter: text, textBorderColor: station.number ? "transparent" : "#fff", textBorderWidth: 3 },
    tooltip: { formatter: `${about}<br>${persons === null ? "" : `${persons} ${words.persons}`}` },
  };
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
  const xs = data.spots.map((s) => s.x), middle = (Math.min(...xs) + Math.max(...xs)) * 0.6;
  const scale = Math.min(1, Math.max(0.6, chart.getWidth() / 640));
  chart.setOption({
    animation: false, tooltip: { confine: true },
    series: [{ type: "graph", layout: "none", roam: true, left: 65, right: 65, top: 40, bottom: 30, preserveAspect: true, labelLayout: { hideOverlap: true },
      lineStyle: { color: "#8494a3", width: 2, opacity: 1 }, emphasis: { disabled: true },
      data: data.spots.map((s) => node(s, persons(s.code), data.words, scale, middle)), links: data.roadways.map(([source, target]) => ({ source, target })) }],
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
