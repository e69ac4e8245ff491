// Sorts the class table by the column whose heading is pressed.
"use strict";
for (const heading of document.querySelectorAll(".grid thead th")) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...heading.childNodes);
  heading.append(button);
  button.addEventListener("click", () => sortBy(heading));
}

function sortBy(heading) {
  const row = heading.parentElement;
  const column = Array.prototype.indexOf.call(row.children, heading);
  const up = heading.getAttribute("aria-sort") !== "ascending";
  for (const other of row.children) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
  const body = row.closest("table").tBodies[0];
  const sorted = [...body.rows].sort((a, b) => compare(a.cells[column], b.cells[column]));
  body.append(...(up ? sorted : sorted.reverse()));
}

function compare(a, b) {
  if (a.tagName === "TH") return a.textContent.localeCompare(b.textContent);
  const [one, other] = [value(a), value(b)];
  return one === other ? 0 : one - other;
}

// A cell that says no number has all points.
function value(cell) {
  return "v" in cell.dataset ? Number(cell.dataset.v) : Infinity;
}
