// Does report.html do in a browser what it says? Opens the page of each result folder given, as a reader would from a
// disk, and leaves screenshots in target/browser to be looked at.
//
//   node tests/browser/report.js output/flash-sale output/working-week
import assert from "node:assert/strict";
import { readFileSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL, fileURLToPath } from "node:url";
import axe from "axe-core";
import { chromium } from "playwright-core";

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error("usage: node tests/browser/report.js FOLDER...");
  process.exit(2);
}
const shots = fileURLToPath(new URL("../../target/browser", import.meta.url));
mkdirSync(shots, { recursive: true });

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const MOST_BYTES = 2_000_000;

let browser;
before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
});
after(() => browser?.close());

/** The page as a reader opens it; every complaint and every request is noted. */
async function opened(url, { viewport = DESKTOP, dark = false, script = true } = {}) {
  const context = await browser.newContext({
    viewport,
    colorScheme: dark ? "dark" : "light",
    javaScriptEnabled: script,
    deviceScaleFactor: 1,
    // Far from the zone of any scenario: clocks may not follow the reader's.
    timezoneId: "Asia/Kathmandu",
    locale: "de-DE",
  });
  const page = await context.newPage();
  const [complaints, requests] = [[], []];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return { context, page, complaints, requests };
}

/** Runs `act` with a page that is closed afterwards, and that nobody complained about. */
async function on(url, look, act) {
  const { context, page, complaints, requests } = await opened(url, look);
  try {
    await act(page);
    assert.deepEqual(complaints, [], "the console is silent");
    assert.deepEqual(requests, [url], "nothing is asked for but the page");
  } finally {
    await context.close();
  }
}

const values = (page) => page.locator(".live .value").allTextContents();
const now = (page) => page.locator(".live .now").textContent();
const sheet = (page, at) => page.locator(".live .u-over").nth(at);
const picture = (page, at) => page.locator(".live canvas").nth(at).evaluate((canvas) => canvas.toDataURL());
/** What a canvas shows once it is drawn. */
async function settled(page) {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Moves the pointer to a share of a chart's width and half its height. */
async function point(page, at, share) {
  await sheet(page, at).scrollIntoViewIfNeeded();
  const box = await sheet(page, at).boundingBox();
  await page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
  await settled(page);
  return box;
}

/** Serious and critical violations, each with the first element that it is about. */
async function barriers(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations
    .filter(({ impact }) => ["serious", "critical"].includes(impact))
    .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 160)} ${nodes[0].any[0]?.message ?? ""}`);
}

async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** A filter box finds fewer rows and gives all of them back. */
async function filters(page) {
  const boxes = page.locator("input[data-rows]");
  const ids = await boxes.evaluateAll((all) => all.map((box) => box.dataset.rows));
  assert.ok(ids.includes("activities-all") && ids.includes("decisions-all"), ids.join(", "));
  for (const id of ["activities-all", "decisions-all"]) {
    const box = page.locator(`input[data-rows=${id}]`);
    const shown = page.locator(`#${id} tbody tr:not([hidden])`);
    const all = await shown.count();
    const word = await page.locator(`#${id} tbody tr`).last().locator("td").first().textContent();
    await box.fill(word);
    const some = await shown.count();
    assert.ok(some >= 1 && some < all, `${id}: ${some} of ${all} rows hold ${word}`);
    for (const text of await shown.allTextContents()) assert.ok(text.toLowerCase().includes(word.toLowerCase()), text);
    assert.equal(await page.locator(`output[for=${id}-filter]`).textContent(), `${some} of ${all} rows`);
    await box.fill(`${word} but-no-row-says-this`);
    assert.equal(await shown.count(), 0, "all words are wanted");
    await box.fill("");
    assert.equal(await shown.count(), all);
  }
}

for (const folder of folders) {
  const file = resolve(folder, "report.html");
  const url = pathToFileURL(file).href;
  const name = basename(resolve(folder));
  const shot = (page, kind, full = true) => page.screenshot({ path: join(shots, `${name}-${kind}.png`), fullPage: full });

  describe(name, () => {
    test(`is less than ${MOST_BYTES} bytes`, () => {
      assert.ok(readFileSync(file).length < MOST_BYTES, `${readFileSync(file).length} bytes`);
    });

    test("shows values under the pointer, in every chart at once", () => on(url, {}, async (page) => {
      await shot(page, "desktop");
      assert.ok((await values(page)).every((text) => text === ""), "no values before");
      await point(page, 0, 0.3);
      const [first, at] = [await values(page), await now(page)];
      assert.ok(first.filter((text) => text !== "").length >= first.length - 1, first.join(" | "));
      await shot(page, "hover", false);
      await point(page, 0, 0.62);
      assert.notDeepEqual(await values(page), first, "the values follow");
      assert.notEqual(await now(page), at, "and so does the clock");
      await page.mouse.move(2, 2);
      await settled(page);
      assert.ok((await values(page)).every((text) => text === ""), "no values afterwards");
    }));

    test("has the scenario's clock, not the reader's", () => on(url, {}, async (page) => {
      const { zone, start } = JSON.parse(await page.locator("#over-time-data").textContent());
      const part = new Intl.DateTimeFormat("en-US", {
        timeZone: zone, hourCycle: "h23", weekday: "short", hour: "2-digit", minute: "2-digit",
      }).formatToParts(start * 1e3);
      const [weekday, hour, minute] = ["weekday", "hour", "minute"].map((type) => part.find((p) => p.type === type).value);
      const stretch = await now(page);
      assert.ok(stretch.startsWith(weekday) && stretch.split(" to ")[0].endsWith(`${hour}:${minute}`), stretch);
    }));

    test("zooms by dragging, and a double click shows all of it", () => on(url, {}, async (page) => {
      const [whole, drawn, other] = [await now(page), await picture(page, 0), await picture(page, 2)];
      const box = await point(page, 0, 0.4);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 8 });
      await page.mouse.up();
      await page.mouse.move(2, 2);
      await settled(page);
      assert.notEqual(await now(page), whole, "a shorter stretch");
      assert.notEqual(await picture(page, 0), drawn);
      assert.notEqual(await picture(page, 2), other, "the other charts follow");
      assert.equal(await page.getByRole("button", { name: "Show all of it" }).isEnabled(), true);
      await shot(page, "zoomed", false);
      await sheet(page, 2).dblclick();
      await page.mouse.move(2, 2);
      await settled(page);
      assert.equal(await now(page), whole);
      assert.equal(await picture(page, 0), drawn);
      assert.equal(await page.getByRole("button", { name: "Show all of it" }).isDisabled(), true);
    }));

    test("zooms by its buttons and by the keyboard", () => on(url, {}, async (page) => {
      const whole = await now(page);
      await page.getByRole("button", { name: "Zoom in" }).click();
      const half = await now(page);
      await page.getByRole("button", { name: "Later" }).click();
      const later = await now(page);
      assert.equal(new Set([whole, half, later]).size, 3, [whole, half, later].join(" | "));
      await page.getByRole("button", { name: "Show all of it" }).click();
      assert.equal(await now(page), whole);
      await page.locator(".live .sheet").first().focus();
      await page.keyboard.press("+");
      assert.notEqual(await now(page), whole);
      await page.keyboard.press("Escape");
      assert.equal(await now(page), whole);
      await page.keyboard.press("Shift+ArrowRight");
      await settled(page);
      const spoken = await page.locator(".live [aria-live]").textContent();
      assert.match(spoken, /\d\d:\d\d.*: offered \S/);
      assert.notEqual((await values(page))[0], "");
    }));

    test("hides a line by its name", () => on(url, {}, async (page) => {
      for (const at of [0, 1]) {
        const button = page.locator(".live .key").nth(at).getByRole("button").first();
        const drawn = await picture(page, at);
        await button.click();
        await settled(page);
        assert.equal(await button.getAttribute("aria-pressed"), "false");
        assert.notEqual(await picture(page, at), drawn, "the line is gone");
        await button.click();
        await settled(page);
        assert.equal(await picture(page, at), drawn, "and back");
      }
    }));

    test("shows what really happened where a record knows it", (t) => on(url, {}, async (page) => {
      const data = JSON.parse(await page.locator("#over-time-data").textContent());
      const at = data.panels.findIndex((panel) => panel.lines.some((line) => line.name === "recorded"));
      if (at < 0) return t.skip("the scenario has no record");
      const { title, lines } = data.panels[at];
      assert.ok(title.startsWith("Instances"), title);
      const which = lines.findIndex((line) => line.name === "recorded");
      const { v, dash } = lines[which];
      assert.ok(v.length <= 2016 && v.length === lines[0].v.length, `${v.length} rows`);
      const button = page.locator(".live .panel").nth(at).getByRole("button").nth(which);
      assert.equal(await button.locator("line").getAttribute("stroke-dasharray"), dash.join(" "));
      const alike = lines.filter((line) => line.dash.join() === dash.join());
      assert.equal(alike.length, 1, "told apart without its colour");
      const known = v.findIndex((x) => x !== null);
      assert.ok(known >= 0, "something is known");
      await point(page, at, (known + 0.5) / v.length);
      assert.match(await button.locator(".value").textContent(), /^[\d.,]+( to [\d.,]+)?$/);
      const blank = v.indexOf(null);
      if (blank >= 0) {
        await point(page, at, (blank + 0.5) / v.length);
        assert.equal(await button.locator(".value").textContent(), "–", "a gap has no value");
      }
      await page.mouse.move(2, 2);
      await settled(page);
      const drawn = await picture(page, at);
      await shot(page, "recorded");
      await button.click();
      await settled(page);
      assert.equal(await button.getAttribute("aria-pressed"), "false");
      assert.notEqual(await picture(page, at), drawn, "the line is gone");
      await button.click();
      await settled(page);
      assert.equal(await picture(page, at), drawn, "and back");
    }));

    test("filters its tables", () => on(url, {}, filters));

    test("shows one tab at a time, on paper all", (t) => on(url, {}, async (page) => {
      const tabs = page.getByRole("tab");
      if ((await tabs.count()) === 0) return t.skip("the page has no tabs");
      const shown = () => page.locator("[role=tabpanel]:visible").evaluateAll((all) => all.map((panel) => panel.id));
      const all = await tabs.evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute("aria-controls")));
      assert.deepEqual(await shown(), [all[0]]);
      await tabs.first().focus();
      await page.keyboard.press("ArrowRight");
      assert.deepEqual(await shown(), [all[1]]);
      assert.equal(await tabs.nth(1).getAttribute("aria-selected"), "true");
      await tabs.first().click();
      assert.deepEqual(await shown(), [all[0]]);
      await page.emulateMedia({ media: "print" });
      assert.deepEqual(await shown(), all);
    }));

    test("follows a dark screen", () => on(url, { dark: true }, async (page) => {
      await shot(page, "dark");
      const dark = await picture(page, 0);
      await page.emulateMedia({ colorScheme: "light" });
      await settled(page);
      assert.notEqual(await picture(page, 0), dark, "the charts change with it");
    }));

    for (const [kind, look] of [["light", {}], ["dark", { dark: true }], ["phone", { viewport: PHONE }]]) {
      test(`has no serious barrier: ${kind}`, () => on(url, look, async (page) => {
        for (const fold of await page.locator("details > summary").all()) await fold.click();
        assert.deepEqual(await barriers(page), []);
      }));
    }

    test("fits a phone", () => on(url, { viewport: PHONE }, async (page) => {
      assert.equal(await overflow(page), 0);
      await shot(page, "phone");
      await point(page, 0, 0.5);
      await shot(page, "phone-hover", false);
      assert.equal(await overflow(page), 0, "nor under a finger");
      await filters(page);
    }));

    test("prints everything, filtered or folded", () => on(url, {}, async (page) => {
      await page.locator("input[data-rows=activities-all]").fill("no row says this");
      await page.emulateMedia({ media: "print" });
      await settled(page);
      assert.equal(await page.locator(".live").isVisible(), false, "a pointer is of no use on paper");
      for (const part of ["figure svg", "#activities-all tbody tr", "details pre", "#figures-all tbody tr"]) {
        const hidden = await page.locator(part).evaluateAll((all) => all.filter((one) => !one.checkVisibility()).length);
        assert.equal(hidden, 0, part);
        assert.ok((await page.locator(part).count()) > 0, part);
      }
      await page.pdf({ path: join(shots, `${name}.pdf`), format: "A4" });
    }));

    test("says all of it without a script", () => on(url, { script: false }, async (page) => {
      assert.equal(await page.locator("#over-time").isVisible(), false);
      assert.equal(await page.locator(".filter:visible").count(), 0);
      assert.ok((await page.locator("figure svg:visible").count()) >= 8);
    }));
  });
}
