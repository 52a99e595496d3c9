// Lists: one box ticks all below it. Pages of running work ask again until it is done.
"use strict";
(function () {
  document.querySelectorAll("[data-all]").forEach((all) => {
    const boxes = Array.from(all.closest("table").querySelectorAll("tbody input[type=checkbox]"));
    all.checked = boxes.length > 0 && boxes.every((each) => each.checked);
    all.addEventListener("change", () => boxes.forEach((each) => { each.checked = all.checked; }));
  });
  document.querySelectorAll("[data-relist]").forEach((button) => {
    const year = button.form.elements.year;
    year.addEventListener("change", () => { if (/^20\d\d$/.test(year.value) || year.value === "2100") button.click(); });
  });
  const running = document.querySelector("[data-running]");
  if (running) {
    const ask = async () => {
      try {
        const answer = await fetch(running.dataset.running, { credentials: "same-origin", headers: { Accept: "application/json" } });
        const told = await answer.json();
        if (told.ended) { location.replace(told.then || location.href); return; }
        const bar = running.querySelector("progress");
        if (bar && told.whole) { bar.max = told.whole; bar.value = told.done; }
        const words = running.querySelector("[data-words]");
        if (words) words.textContent = told.words;
      } catch (error) { /* asked again below */ }
      setTimeout(ask, 700);
    };
    setTimeout(ask, 400);
  }
})();
