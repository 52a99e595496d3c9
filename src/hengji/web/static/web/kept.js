// What an earlier page of this submission could not save and this page does not show: saved now, or told.
"use strict";
(function () {
  const box = document.querySelector("[data-kept]");
  if (!box) return;
  const STORE = "hengji:" + box.dataset.submission + ":" + box.dataset.person;
  const buttons = Array.from(document.querySelectorAll("[data-waits]"));
  const here = new Set(Array.from(document.querySelectorAll("#fill [data-v]"), (each) => each.name));
  const stored = () => { try { return JSON.parse(localStorage.getItem(STORE) || "{}"); } catch (error) { return {}; } };
  const left = Object.entries(stored()).filter(([key]) => !here.has(key));
  if (!left.length) return;
  const plain = (key) => key.slice(key.indexOf("/") + 1);

  function drop(key, typed) {
    const kept = stored();
    if (kept[key] && kept[key].typed === typed) delete kept[key];
    if (Object.keys(kept).length) localStorage.setItem(STORE, JSON.stringify(kept)); else localStorage.removeItem(STORE);
  }
  function line(words, key, tab) {
    const shown = document.createElement("p");
    shown.textContent = words;
    if (tab) {
      const link = document.createElement("a");
      link.href = box.dataset.tabs.replace("/0/", "/" + tab + "/") + "?at=" + encodeURIComponent(key);
      link.textContent = "去看";
      shown.append(" ", link);
    }
    box.appendChild(shown);
  }
  function wait(on) { buttons.forEach((each) => { each.disabled = on || each.dataset.off === "1"; }); }

  async function send() {
    const body = new URLSearchParams(), versions = {};
    left.forEach(([key, each]) => { body.append(key, each.typed); versions[key] = each.version; });
    body.append("versions", JSON.stringify(versions));
    body.append("way", "typed");
    try {
      const answer = await fetch(box.dataset.save, {
        method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": box.dataset.token, Accept: "application/json" },
      });
      const told = await answer.json();
      box.textContent = "";
      if (!answer.ok) {
        line("上次有 " + left.length + " 栏没有存上，现在也没有存成：" + (told.message || ""));
        left.forEach(([key, each]) => line("“" + plain(key) + "”填的是“" + each.typed + "”"));
        return;
      }
      let put = 0, stale = 0;
      const called = (key) => (told.fields[key] && told.fields[key].label) || plain(key);
      left.forEach(([key, each]) => {
        const now = told.fields[key];
        if (now && now.stale) {
          stale += 1;
          line("“" + called(key) + "”没有存上：" + now.by + " 于 " + now.at + " 改为“" + now.typed + "”，您填的是“" + each.typed + "”，请选用哪一个。", key, now.tab);
        } else { drop(key, each.typed); put += 1; }
      });
      if (put) line("上次没有存上的 " + put + " 栏已经补存（" + left.map(([key]) => called(key)).slice(0, 5).join("、") + "）。");
      if (stale) return;
      wait(false);
      if (put && buttons.length) location.reload();
    } catch (error) {
      box.textContent = "";
      line("本机浏览器里还有 " + left.length + " 栏没有存上（" + left.map(([key]) => plain(key)).slice(0, 5).join("、") + "），连上服务器后自动补存；存上以前不能送审。");
      setTimeout(send, 3000);
    }
  }
  box.hidden = false;
  buttons.forEach((each) => { each.dataset.off = each.disabled ? "1" : "0"; });
  wait(true);
  line("本机浏览器里还有 " + left.length + " 栏没有存上，正在补存……");
  send();
})();
