// Judging problems from the keyboard: j and k move, y confirms, n asks for the reason; moving shows the place on the paper.
const problems = () => [...document.querySelectorAll(".problem")];
let current = null;
function go(item) {
  if (!item) return;
  for (const other of problems()) other.classList.toggle("current", other === item);
  current = item.id;
  item.focus();
  item.scrollIntoView({ block: "nearest" });
  const place = item.querySelector("[data-show]");
  if (place && window.htmx) htmx.trigger(place, "click");
}
function here() { return document.getElementById(current) || null; }
function step(by) {
  const rows = problems();
  const at = rows.indexOf(here());
  go(rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)]);
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("input, textarea, select")) {
    if (event.key === "Escape" && here()) here().focus();
    return;
  }
  if (event.key === "j" || event.key === "k") { event.preventDefault(); step(event.key === "j" ? 1 : -1); return; }
  const item = here();
  if (!item) return;
  if (event.key === "y") { const button = item.querySelector("[data-yes]"); if (button) { event.preventDefault(); button.click(); } }
  if (event.key === "n") { const why = item.querySelector("[data-why]"); if (why) { event.preventDefault(); why.focus(); } }
});
// After a judgement the next problem that waits is next; a refused one stays with its reason.
document.addEventListener("htmx:afterSwap", (event) => {
  const item = event.detail.target;
  if (item.id === "sheet") {
    const marked = item.querySelector("[data-marked], .mark.chosen");
    if (marked) marked.scrollIntoView({ block: "nearest" });
    return;
  }
  if (!item.matches(".problem") || item.querySelector("[role=alert]")) return;
  const rows = problems();
  go(rows.slice(rows.indexOf(item) + 1).find((row) => row.querySelector("[data-yes]")) || item);
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  for (const box of document.querySelectorAll('input[form="bulk"][name=problem]')) box.checked = event.target.checked;
});
