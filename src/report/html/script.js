"use strict";
// Each box keeps the rows of its table that hold all its words.
for (const input of document.querySelectorAll("input[data-rows]")) {
  const rows = Array.from(document.getElementById(input.dataset.rows).tBodies[0].rows);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const count = input.parentElement.querySelector("output");
  input.parentElement.hidden = false;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = words.length === 0 ? "" : `${shown} of ${rows.length} rows`;
  });
}

// Parts that follow one another on paper are tabs on a screen.
for (const group of document.querySelectorAll("div[data-tabs]")) {
  const panels = Array.from(group.children);
  const list = document.createElement("div");
  list.className = "tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", group.dataset.tabs);
  const tabs = panels.map((panel) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.id = `${panel.id}-tab`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    tab.textContent = panel.querySelector("h3").textContent;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    return tab;
  });
  const choose = (chosen) => {
    tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === chosen));
      tab.tabIndex = at === chosen ? 0 : -1;
      panels[at].hidden = at !== chosen;
    });
  };
  tabs.forEach((tab, at) => {
    tab.addEventListener("click", () => choose(at));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      const next = (at + step + tabs.length) % tabs.length;
      choose(next);
      tabs[next].focus();
    });
  });
  list.append(...tabs);
  group.prepend(list);
  group.classList.add("tabbed");
  choose(0);
}

// Paper has no folds.
window.matchMedia("print").addEventListener("change", (event) => {
  for (const fold of document.querySelectorAll("details")) {
    if (event.matches && !fold.open) {
      fold.open = true;
      fold.dataset.folded = "";
    } else if (!event.matches && "folded" in fold.dataset) {
      fold.open = false;
      delete fold.dataset.folded;
    }
  }
});
