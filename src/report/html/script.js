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
