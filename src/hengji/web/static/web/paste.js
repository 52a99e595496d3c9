// A block from Excel: by the names of its rows and columns where it brings them, else from the cell in which it is pasted, to the right and down.
"use strict";
(function () {
  const form = document.getElementById("fill");
  if (!form || form.dataset.locked) return;
  const LEAD = /^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|其中[：:]|减[：:]|加[：:])+/;
  const MOST_NAMED = 6;
  const plain = (text) => text.replace(/[\s\u3000]/g, "").replace(LEAD, "");
  const rows = (table) => Array.from(table.tBodies[0].rows);
  const named = (row) => { const head = row.cells[0]; return head ? plain((head.firstChild && head.firstChild.textContent) || "") : ""; };
  const field = (row, column) => { const cell = row && row.cells[column], found = cell && cell.querySelector(".f"); return found && !found.disabled ? found : null; };

  // Cells of a block as Excel and WPS write them: tabs, line ends, and quotes around a cell that has either.
  function read(text) {
    const block = [[]];
    let cell = "", quoted = false, fresh = true;
    for (let at = 0; at < text.length; at += 1) {
      const letter = text[at];
      if (quoted && letter === '"' && text[at + 1] === '"') { cell += '"'; at += 1; }
      else if (quoted && letter === '"') quoted = false;
      else if (!quoted && fresh && letter === '"' && /"(?:\t|\n|$)/.test(text.slice(at + 1))) { quoted = true; fresh = false; }
      else if (!quoted && (letter === "\t" || letter === "\n")) {
        block[block.length - 1].push(cell.trim());
        cell = ""; fresh = true;
        if (letter === "\n") block.push([]);
      } else { cell += letter; fresh = false; }
    }
    block[block.length - 1].push(cell.trim());
    return block;
  }

  // The head of a block: which of its columns stands under which column of the table.
  function heads(line, table) {
    const titles = Array.from(table.tHead.rows[0].cells, (each) => plain(each.textContent));
    const found = new Map();
    line.forEach((text, at) => {
      const said = plain(text);
      const column = said ? titles.findIndex((title, number) => (title === said || (said.length > 1 && title.includes(said))) && !Array.from(found.values()).includes(number)) : -1;
      if (column >= 0) found.set(at, column);
    });
    return found;
  }

  // The rows of a block by their names; null where it has none.
  function byNames(block, table) {
    const known = new Map();
    Array.from(form.querySelectorAll("table.grid")).filter((each) => each !== table).concat([table]).forEach((each) => rows(each).forEach((row) => { const name = named(row); if (name && !/^\d+$/.test(name)) known.set(name, row); }));
    const first = block.map((line) => plain(line[0] || ""));
    const hits = first.filter((name) => known.has(name)).length, spoken = first.filter((name) => name && !/^[\d.,%-]+$/.test(name)).length;
    return hits && hits * 2 >= spoken ? first.map((name) => known.get(name) || null) : null;
  }

  // One more row of an open table, where it may have one: the last row again under the next number.
  function grown(table) {
    const last = rows(table)[rows(table).length - 1], number = Number(last.cells[0].textContent), next = number + 1;
    if (!(number < Number(table.dataset.most || 0))) return null;
    const made = last.cloneNode(true);
    made.cells[0].textContent = String(next);
    made.querySelectorAll(".f").forEach((each) => {
      each.name = each.name.replace("/" + number + "/", "/" + next + "/");
      each.setAttribute("aria-label", (each.getAttribute("aria-label") || "").replace(String(number), String(next)));
      each.value = "";
      each.dataset.v = "0";
      each.dataset.last = each.dataset.saved = "";
      each.removeAttribute("aria-invalid");
      each.parentNode.className = "field";
      each.parentNode.querySelectorAll("small, .differ").forEach((old) => old.remove());
    });
    table.tBodies[0].appendChild(made);
    return made;
  }

  function put(target, value, done) {
    const before = target.value;
    target.value = value;
    if (target.tagName === "SELECT" && target.value !== value) { target.value = before; return false; }
    if (before !== value) { done.push([target, before, value]); window.hengji.write(target, "pasted"); }
    return true;
  }

  form.addEventListener("paste", (event) => {
    const cell = event.target.closest ? event.target.closest("td") : null;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "") : "";
    if (!cell || !/[\t\n]/.test(text)) return;
    if (event.target.tagName === "TEXTAREA" && !text.includes("\t")) return;
    event.preventDefault();
    let block = read(text);
    const table = cell.closest("table"), start = cell.cellIndex, aside = [], done = [];
    const head = heads(block[0], table), titled = head.size > 0 && block[0].filter(Boolean).length <= head.size + 1;
    if (titled) block = block.slice(1);
    const names = byNames(block, table), shift = names ? 1 : 0;
    const first = rows(table).indexOf(cell.parentNode);
    let taken = 0;
    block.forEach((line, down) => {
      let row = names ? names[down] : rows(table)[first + down];
      if (!row && !names && line.some(Boolean)) row = grown(table);
      line.forEach((value, right) => {
        if (!value || (names && right === 0 && row)) return;
        const column = titled && head.has(right) ? head.get(right) : titled && names ? -1 : start + right - shift;
        if (row && row.cells[column] && !row.cells[column].querySelector(".f") && row.cells[column].textContent.trim() === value) return;
        const target = column >= 0 ? field(row, column) : null;
        if (target && put(target, value, done)) taken += 1; else aside.push(value);
      });
    });
    window.hengji.tell(window.hengji.words(names || titled ? "named" : "placed", taken));
    after(aside, done);
  });

  // Where a cell is, for who has to look at it: its name, what stood there and what stands there now, and a way to it.
  function place([target, before, value]) {
    const way = document.createElement("button");
    way.type = "button";
    way.className = "button small";
    way.textContent = (target.getAttribute("aria-label") || "") + " " + before + "→" + value;
    way.addEventListener("click", () => { target.focus(); target.scrollIntoView({ block: "center" }); });
    return way;
  }

  // What stood there before, but not over what has been typed since.
  function undo(done) {
    const mine = done.filter(([target, , value]) => target.value === value);
    mine.forEach(([target, before]) => { target.value = before; window.hengji.write(target, "pasted"); });
    window.hengji.tell("已撤销粘贴 " + mine.length + " 格" + (mine.length < done.length ? "；后来又改过的 " + (done.length - mine.length) + " 格没有动" : "") + "，正在保存……");
  }

  // In the bar that is always in sight, until it is closed or the next block comes: what has no field is nowhere else, and what stood there before can be had back.
  function after(values, done) {
    form.querySelectorAll(".not-taken").forEach((each) => each.remove());
    const over = done.filter((each) => each[1]);
    if (!values.length && !over.length) return;
    const told = document.createElement("div"), words = document.createElement("p"), close = document.createElement("button");
    told.className = "note note-warning not-taken";
    told.setAttribute("role", "alert");
    words.textContent = (over.length ? "刚才的粘贴盖掉了 " + over.length + " 格原来的内容" + (over.length > MOST_NAMED ? "（列出前 " + MOST_NAMED + " 格）" : "") + "。" : "") + (values.length ? "粘贴的内容里有 " + values.length + " 格没有对应的栏目，没有填：" + values.slice(0, 30).join("、") + (values.length > 30 ? "……" : "") + "。请核对粘贴的位置和行数。" : "");
    told.appendChild(words);
    if (over.length) {
      const list = document.createElement("p");
      over.slice(0, MOST_NAMED).forEach((each) => list.append(place(each), " "));
      told.appendChild(list);
    }
    close.type = "button";
    close.className = "button small";
    close.textContent = "知道了";
    close.addEventListener("click", () => told.remove());
    told.append(close);
    if (done.length) {
      const back = document.createElement("button");
      back.type = "button";
      back.className = "button small";
      back.textContent = "撤销这次粘贴（" + done.length + " 格）";
      back.addEventListener("click", () => { undo(done); told.remove(); });
      told.append(" ", back);
    }
    form.querySelector(".savebar").prepend(told);
  }
})();
