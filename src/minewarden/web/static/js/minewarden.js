// What pages need beyond plain HTML: fields that submit themselves, the search key, kept drafts, focus on errors.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input, textarea, select")) return;
  const field = document.querySelector('[data-key="/"]');
  if (field) { event.preventDefault(); field.focus(); }
});

// A form marked data-keep survives a lost session: what was typed is kept in this tab until it is sent successfully.
function draftKey(form) { return "draft:" + location.pathname + ":" + (form.id || "form"); }
function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-keep]")) {
    const shown = form.querySelector(".alert-danger");
    const kept = sessionStorage.getItem(draftKey(form));
    if (kept && !shown) {
      for (const [name, value] of JSON.parse(kept)) {
        const field = form.elements[name];
        if (field && field.type !== "hidden" && field.type !== "file" && !(field instanceof RadioNodeList) && !field.value) field.value = value;
      }
    }
    form.addEventListener("input", () => {
      const rows = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
      sessionStorage.setItem(draftKey(form), JSON.stringify(rows));
    });
    form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", draftKey(form)));
  }
  const sent = sessionStorage.getItem("draft-sent");
  const signedIn = document.querySelector("header.top");
  if (sent && signedIn && !document.querySelector(".alert-danger")) { sessionStorage.removeItem(sent); sessionStorage.removeItem("draft-sent"); }
}
document.addEventListener("DOMContentLoaded", () => {
  keepDrafts();
  const errors = document.querySelector("[data-focus]");
  if (errors) errors.focus();
});
document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 400) event.detail.target.innerHTML = event.detail.xhr.responseText; });
