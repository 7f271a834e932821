// Draws the charts of a page from the JSON beside them; every chart stands next to the table that holds its numbers.
const INK = "#16222e", BAR = "#2c679d";
const DRAW = {
  bars(data) {
    return { animation: false, textStyle: { fontFamily: "inherit" }, grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", show: false }, yAxis: { type: "category", inverse: true, data: data.names, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { color: INK, interval: 0, fontSize: 11 } },
      series: [{ type: "bar", data: data.received, name: data.label, itemStyle: { color: BAR }, label: { show: true, position: "right", color: INK, fontSize: 11 } }] };
  },
  lines(data) {
    return { animation: false, grid: { left: 8, right: 60, top: 24, bottom: 8, containLabel: true }, tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: data.x }, yAxis: { type: "value", name: data.unit },
      series: data.series.map((s) => ({ type: "line", name: s.name, data: s.values, showSymbol: false, endLabel: { show: true, formatter: s.name } })) };
  },
};
function drawCharts(root) {
  for (const box of root.querySelectorAll("[data-chart]")) {
    const source = document.getElementById(box.dataset.source);
    if (!source || !window.echarts) continue;
    const data = JSON.parse(source.textContent);
    if (box.dataset.chart === "bars") box.style.height = Math.max(120, data.names.length * 19 + 16) + "px";
    const chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(DRAW[box.dataset.chart](data));
    window.addEventListener("resize", () => chart.resize());
  }
}
document.addEventListener("DOMContentLoaded", () => drawCharts(document));
