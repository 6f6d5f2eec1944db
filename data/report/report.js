"use strict";
// Comfort only: everything can be read without it. Adds filters, sorting and zoom, and opens all items for printing.
(() => {
  const make = (tag, attributes, text) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text) node.textContent = text;
    return node;
  };
  // A filter over the items or rows of a list: words must all occur.
  const addFilter = (list) => {
    const entries = [...list.querySelectorAll(list.matches("table") ? "tbody tr" : ":scope > details")];
    if (entries.length < 6) return;
    const tools = make("div", { class: "tools" });
    const input = make("input", { type: "search", placeholder: "Filter", "aria-label": `Filter ${list.dataset.name}` });
    const count = make("span", { class: "muted", role: "status" });
    const texts = entries.map((entry) => entry.textContent.toLowerCase());
    let level = "";
    const apply = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      entries.forEach((entry, i) => {
        entry.hidden = !(words.every((word) => texts[i].includes(word)) && (!level || entry.dataset.level === level));
        shown += !entry.hidden;
      });
      count.textContent = `${shown} of ${entries.length}`;
    };
    input.addEventListener("input", apply);
    tools.append(input);
    const levels = [...new Set(entries.map((entry) => entry.dataset.level).filter(Boolean))];
    if (levels.length > 1) for (const name of levels) {
      const button = make("button", { type: "button", "aria-pressed": "false" }, name);
      button.addEventListener("click", () => {
        level = level === name ? "" : name;
        for (const other of tools.querySelectorAll("[aria-pressed]")) other.setAttribute("aria-pressed", String(level === other.textContent));
        apply();
      });
      tools.append(button);
    }
    if (!list.matches("table")) {
      const all = make("button", { type: "button" }, "Open all");
      all.addEventListener("click", () => {
        const open = all.textContent === "Open all";
        for (const entry of entries) if (!entry.hidden) entry.open = open;
        all.textContent = open ? "Close all" : "Open all";
      });
      tools.append(all);
    }
    tools.append(count);
    apply();
    (list.closest(".scroll") || list).before(tools);
  };
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    return cell ? (cell.dataset.key ?? cell.textContent.trim()) : "";
  };
  const addSorting = (table) => {
    const body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = make("button", { type: "button" }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].sort((a, b) => keyOf(a, column).localeCompare(keyOf(b, column), "en", { numeric: true }));
        body.append(...(down ? rows.reverse() : rows));
      });
    });
  };
  document.querySelectorAll("[data-name]").forEach(addFilter);
  document.querySelectorAll("table.sortable").forEach(addSorting);
  document.querySelectorAll(".diagram").forEach((diagram) => {
    const button = make("button", { type: "button", "aria-pressed": "false" }, "Full size");
    button.addEventListener("click", () => button.setAttribute("aria-pressed", String(diagram.classList.toggle("large"))));
    const tools = make("div", { class: "tools" });
    tools.append(button);
    diagram.before(tools);
  });
  // A link into a closed item opens it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
      node.hidden = false;
    }
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of closed) details.open = false; });
})();
