// Filling in: every change is saved by itself; what could not be sent is kept in this browser until it can.
"use strict";
(function () {
  const form = document.getElementById("fill");
  if (!form || form.dataset.locked) return;
  const STORE = "hengji:" + form.dataset.submission + ":" + form.dataset.person;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const said = document.getElementById("saved");
  const panel = document.getElementById("panel");
  const waiting = new Map();
  let timer = 0, sending = false, leaving = false, pause = 2000, scoring = 0;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(STORE) : null;

  const fields = () => Array.from(form.elements).filter((each) => each.dataset && each.dataset.v !== undefined);
  const named = (key) => fields().filter((each) => each.name === key)[0];
  const stored = () => { try { return JSON.parse(localStorage.getItem(STORE) || "{}"); } catch (error) { return {}; } };
  function store(change) {
    const kept = stored();
    change(kept);
    try {
      if (Object.keys(kept).length) localStorage.setItem(STORE, JSON.stringify(kept)); else localStorage.removeItem(STORE);
    } catch (error) { tell("本机浏览器存不下草稿，请尽快保存", "bad"); }
  }
  function tell(words, kind) { said.textContent = words; said.className = kind || ""; }

  // A draft stands in this browser from the first letter on; what was read before belongs to what stood there before.
  function draft(field) {
    const same = field.dataset.saved === field.value && !waiting.has(field.name);
    store((kept) => { if (same) delete kept[field.name]; else kept[field.name] = { typed: field.value, version: Number(field.dataset.v) }; });
    field.parentNode.classList.toggle("is-typing", !same);
  }

  function changed(field, way) {
    clearTimeout(field.pending);
    field.pending = 0;
    draft(field);
    if (field.dataset.last === field.value) return;
    field.dataset.last = field.value;
    waiting.set(field.name, { typed: field.value, version: Number(field.dataset.v), way: way || "typed" });
    tell("有改动，正在保存……");
    clearTimeout(timer);
    timer = setTimeout(send, way === "pasted" ? 50 : 600);
  }

  async function send() {
    if (sending || !waiting.size) return;
    sending = true;
    const batch = new Map(waiting);
    const ways = Array.from(new Set(Array.from(batch.values(), (each) => each.way)));
    const body = new URLSearchParams();
    const versions = {};
    batch.forEach((each, key) => { body.append(key, each.typed); versions[key] = each.version; });
    body.append("versions", JSON.stringify(versions));
    body.append("way", ways.length === 1 ? ways[0] : "typed");
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST", body, credentials: "same-origin", keepalive: leaving && body.toString().length < 60000,
        headers: { "X-CSRFToken": token, Accept: "application/json" },
      });
      if (answer.redirected && answer.url.includes("/login/")) { signedOut(); return; }
      if (answer.status >= 500) throw new Error("store");
      const told = await answer.json();
      if (!answer.ok) { refused(told, batch); return; }
      batch.forEach((each, key) => { if (waiting.get(key) === each) waiting.delete(key); else if (waiting.has(key) && waiting.get(key).typed === each.typed) waiting.delete(key); });
      pause = 2000;
      taken(told, batch);
    } catch (error) {
      tell("没有连上服务器，改动存在本机浏览器里，连上后自动补存", "bad");
      clearTimeout(timer);
      timer = setTimeout(send, pause);
      pause = Math.min(pause * 2, 60000);
    } finally { sending = false; }
    if (waiting.size && pause === 2000) { clearTimeout(timer); timer = setTimeout(send, 50); }
  }

  function signedOut() {
    tell("登录已失效：请在新窗口重新登录，再回到这里改一格；改动都存在本机浏览器里", "bad");
  }

  function refused(told, batch) {
    batch.forEach((each, key) => waiting.delete(key));
    tell((told.message || "没有保存") + (told.fix ? "。" + told.fix : ""), "bad");
  }

  function taken(told, batch) {
    let stale = 0, wrong = 0;
    Object.keys(told.fields).forEach((key) => {
      const each = told.fields[key], field = named(key);
      if (field && each.stale) { stale += 1; differ(field, each, batch.get(key)); return; }
      if (field) { field.dataset.v = each.version; field.dataset.saved = batch.get(key) ? batch.get(key).typed : each.typed; below(field, each); if (field.pending) draft(field); }
      if (waiting.has(key)) waiting.get(key).version = each.version;
      if (each.code) wrong += 1;
      store((kept) => { if (kept[key] && (!batch.get(key) || kept[key].typed === batch.get(key).typed)) delete kept[key]; else if (kept[key]) kept[key].version = each.version; });
      if (channel && each.changed) channel.postMessage({ key, version: each.version, typed: each.typed, below: each.below, code: each.code, state: each.state });
    });
    if (stale) tell("有 " + stale + " 栏别的窗口改过，请在栏下选用哪一个", "bad");
    else tell("已保存 " + told.at + (wrong ? "；有 " + wrong + " 栏读不成" : ""), wrong ? "bad" : "good");
    clearTimeout(scoring);
    scoring = setTimeout(score, 400);
  }

  function below(field, each) {
    const box = field.parentNode;
    box.querySelectorAll("small, .differ").forEach((old) => old.remove());
    box.className = "field" + (each.code ? " is-wrong" : each.typed ? " is-" + (each.state || "saved") : "");
    if (each.code) field.setAttribute("aria-invalid", "true"); else field.removeAttribute("aria-invalid");
    field.insertAdjacentHTML("afterend", each.below);
  }

  function differ(field, each, mine) {
    const box = field.parentNode;
    box.querySelectorAll(".differ, small.read, small.doubt, small.wrong").forEach((old) => old.remove());
    const told = document.createElement("div");
    told.className = "differ";
    const words = document.createElement("p");
    words.textContent = each.by + " 于 " + each.at + " 改为“" + each.typed + "”" + (each.shown ? "（读作 " + each.shown + "）" : "") + "，您填的是“" + (mine ? mine.typed : field.value) + "”。";
    told.appendChild(words);
    [["用我填的", mine ? mine.typed : field.value], ["用现在的", each.typed]].forEach(([title, value]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = title;
      button.addEventListener("click", () => {
        field.dataset.v = each.version;
        field.value = value;
        field.dataset.last = "\u0000";
        told.remove();
        if (value === each.typed) {
          field.dataset.last = field.dataset.saved = value;
          waiting.delete(field.name);
          store((kept) => { delete kept[field.name]; });
          below(field, each);
          tell("已用现在的内容", "good");
        } else changed(field);
        field.focus();
      });
      told.appendChild(button);
    });
    box.appendChild(told);
  }

  async function score() {
    try {
      const answer = await fetch(form.dataset.score, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = await answer.json();
      const open = Array.from(panel.querySelectorAll("details[open]")).length > 0;
      panel.innerHTML = told.panel;
      if (open) panel.querySelectorAll("details").forEach((each) => { each.open = true; });
      Object.keys(told.tabs).forEach((name) => {
        const tab = document.querySelector('[data-tab="' + name + '"] .fill');
        if (tab) { tab.textContent = told.tabs[name].filled + "/" + told.tabs[name].needed; tab.classList.toggle("full", told.tabs[name].filled === told.tabs[name].needed); }
        marked(document.querySelector('[data-tab="' + name + '"]'), told.tabs[name].marks);
      });
      if (!waiting.size) asked(told.questioned);
    } catch (error) { /* the next save asks again */ }
  }

  // Which fields something is asked about once all of them are held against each other.
  function asked(told) {
    const keys = new Set(told.keys);
    fields().forEach((field) => {
      const box = field.parentNode, mark = box.querySelector("small.mark");
      if (box.classList.contains("is-wrong") || box.classList.contains("is-returned")) return;
      const on = keys.has(field.name) || Boolean(box.querySelector("small.doubt"));
      if (on === box.classList.contains("is-questioned")) return;
      box.classList.toggle("is-questioned", on);
      box.classList.toggle("is-saved", !on && field.value !== "");
      if (mark) mark.remove();
      if (!on) return;
      const said = document.createElement("small");
      said.className = "mark";
      said.textContent = told.word;
      box.appendChild(said);
    });
  }

  function marked(tab, count) {
    if (!tab) return;
    let mark = tab.querySelector(".marks");
    if (!count) { if (mark) mark.remove(); return; }
    if (!mark) { mark = document.createElement("span"); mark.className = "marks"; mark.title = "有疑问或读不成的栏目"; tab.append(" ", mark); }
    mark.textContent = count;
  }

  // What paste.js asks for.
  const pasted = { named: (count) => "按行名和列名粘贴了 " + count + " 格，正在保存……", placed: (count) => "粘贴了 " + count + " 格，正在保存……" };
  window.hengji = { write: changed, tell, words: (kind, count) => pasted[kind](count) };

  fields().forEach((field) => { field.dataset.last = field.dataset.saved = field.value; });
  form.addEventListener("change", (event) => { if (event.target.dataset.v !== undefined) changed(event.target); });
  form.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset.v === undefined) return;
    clearTimeout(field.pending);
    draft(field);
    field.pending = setTimeout(() => changed(field), 1500);
  });
  // Whoever leaves the page in the middle of a word: what stands in the fields goes out at once; what does not arrive is still kept here.
  function leave() {
    fields().forEach((field) => { if (field.pending) changed(field); });
    leaving = true;
    clearTimeout(timer);
    send();
    leaving = false;
  }
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("pagehide", leave);
  form.addEventListener("submit", () => { form.elements.versions.value = JSON.stringify(fields().reduce((all, each) => { all[each.name] = Number(each.dataset.v); return all; }, {})); });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    const row = event.target.closest("tr"), cell = event.target.closest("td");
    if (!row || !cell) return;
    const next = (event.shiftKey ? row.previousElementSibling : row.nextElementSibling);
    const target = next && next.children[Array.from(row.children).indexOf(cell)];
    const field = target && target.querySelector(".f");
    if (field) { field.focus(); if (field.select) field.select(); }
  });
  window.addEventListener("online", () => { clearTimeout(timer); send(); });
  window.addEventListener("beforeunload", (event) => { if (waiting.size) { send(); event.preventDefault(); event.returnValue = ""; } });
  if (channel) channel.onmessage = (event) => {
    const told = event.data, field = named(told.key);
    if (!field || field === document.activeElement || waiting.has(told.key)) return;
    field.value = told.typed;
    field.dataset.last = field.dataset.saved = told.typed;
    field.dataset.v = told.version;
    below(field, told);
  };

  // What an earlier page could not send.
  const left = stored();
  let found = 0;
  Object.keys(left).forEach((key) => {
    const field = named(key);
    if (!field) return;
    if (field.value === left[key].typed) { store((kept) => { delete kept[key]; }); return; }
    field.value = left[key].typed;
    field.dataset.last = "\u0000";
    field.dataset.v = left[key].version;
    changed(field);
    found += 1;
  });
  if (found) tell("找回上次没有存上的 " + found + " 栏，正在保存……");

  const at = new URLSearchParams(location.search).get("at");
  const target = at && named(at);
  if (target) {
    let box = target.closest("details");
    while (box) { box.open = true; box = box.parentNode.closest("details"); }
    target.focus();
    target.scrollIntoView({ block: "center" });
  }
  if (location.hash.startsWith("#line-")) {
    const line = document.getElementById(location.hash.slice(1));
    if (line) line.open = true;
  }
})();
