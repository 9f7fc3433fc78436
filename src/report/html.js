/* SPDX-License-Identifier: BSD-3-Clause */
/* Chooses and orders resets, opens what a link leads to, copies filters, and makes links of the
 * frames that a picture shows.  Nothing of the report hangs on it. */
"use strict";
(() => {
	const list = document.getElementById("resets"), form = document.getElementById("choose");
	const rows = Array.from(list.children, (element, place) => {
		const of = (name) => element.getAttribute("data-" + name) || "";

		return { element, place, id: Number(element.id.slice(1)), cause: of("cause"),
			 origin: of("origin"), harm: of("harm"), lost: Number(of("lost")),
			 ends: of("ends"), n: 1 };
	});
	/* Lines of many that are alike, whose clients are not in the page. */
	const alike = Array.from(document.querySelectorAll(".alike > div"), (element) => (
		{ element, ...element.dataset, n: Number(element.dataset.n) }));
	const said = document.createElement("div");
	const orders = {
		time: (a, b) => a.id - b.id,
		cause: (a, b) => word(a.cause, b.cause) || a.place - b.place,
		origin: (a, b) => word(a.origin, b.origin) || a.place - b.place,
		lost: (a, b) => b.lost - a.lost || a.place - b.place,
		ends: (a, b) => word(a.key, b.key) || a.id - b.id,
		"": (a, b) => a.place - b.place,
	};
	const more = alike.reduce((sum, r) => sum + r.n, 0);
	let ordered = "";

	/* The server, then the client, so that numbers in them are in their order as words. */
	function key(ends) {
		return ends.split(" ").reverse().join(" ").replace(/\d+/g, (n) => n.padStart(5, "0"));
	}

	function word(a, b) {
		return a < b ? -1 : a > b ? 1 : 0;
	}

	function say(words) {
		said.textContent = words;
	}

	/* The values there are, the most frequent first. */
	function offer(name) {
		const count = new Map();

		for (const r of rows.concat(alike))
			if (r[name])
				count.set(r[name], (count.get(r[name]) || 0) + r.n);
		for (const [value, n] of [...count].sort((a, b) => b[1] - a[1] || word(a[0], b[0])))
			form.elements[name].add(new Option(value + " (" + n + ")", value));
	}

	function order() {
		const by = form.elements.order.value;

		if (by === ordered)
			return;
		ordered = by;
		if (by === "ends")
			for (const r of rows)
				r.key ||= key(r.ends);
		list.append(...rows.sort(orders[by]).map((r) => r.element));
	}

	/* Hides the others; how many resets are shown. */
	function show(some, ends) {
		const f = form.elements;
		let shown = 0;

		for (const r of some) {
			const is = (!f.cause.value || r.cause === f.cause.value) &&
				   (!f.origin.value || r.origin === f.origin.value) &&
				   (!f.harm.value || r.harm === f.harm.value) &&
				   (!ends || r.ends.includes(ends));

			if (r.element.hidden === is)
				r.element.hidden = !is;
			shown += is ? r.n : 0;
		}
		return shown.toLocaleString("en");
	}

	function choose() {
		const ends = form.elements.ends.value.trim();
		let words = show(rows, ends) + " of " + rows.length.toLocaleString("en") +
			(rows.length === 1 ? " reset" : " resets");

		if (more)
			words += "; " + show(alike, "") + " of " + more.toLocaleString("en") + " more below" +
				(ends ? ", whatever their endpoints" : "");
		document.getElementById("count").textContent = words;
		order();
	}

	function open(all) {
		for (const r of rows)
			if (r.element.localName === "details" && !r.element.hidden)
				r.element.open = all;
	}

	/* "frame 12" becomes a link where the picture shows that frame. */
	function link(details) {
		if (details.dataset.linked)
			return;
		details.dataset.linked = "yes";
		const found = [], walk = document.createTreeWalker(details, NodeFilter.SHOW_TEXT);

		for (let text = walk.nextNode(); text; text = walk.nextNode())
			if (!text.parentNode.closest("svg, summary, code") && /frame \d/.test(text.data))
				found.push(text);
		for (const text of found)
			text.replaceWith(...text.data.split(/(\bframe \d+(?! of ))/).map((part) => {
				const n = /^frame (\d+)$/.exec(part);

				return n ? linked(part, details.id + "-" + n[1]) : part;
			}));
	}

	function linked(words, id) {
		if (!document.getElementById(id))
			return words;
		const a = document.createElement("a");
		a.href = "#" + id;
		a.textContent = words;
		return a;
	}

	/* The numbers in "(resets 3 to 9, 12 and 4 more" become links. */
	function linkGroup(p) {
		const [, before, numbers, after] =
			/^(.*\(resets? )([\d, to]+)(.*)$/s.exec(p.textContent) || [];

		if (numbers)
			p.replaceChildren(before, ...numbers.split(/(\d+)/).map(
				(part) => linked(part, "r" + part)), after);
	}

	function follow() {
		const id = location.hash.slice(1);
		const target = /^r\d+(-\d+)?$/.test(id) && document.getElementById(id);
		const row = target && target.closest("#resets > *");

		if (!row)
			return;
		if (row.hidden) {
			form.reset();
			choose();
		}
		if (row.localName === "details")
			row.open = true;
		target.scrollIntoView({ block: target === row ? "start" : "center" });
	}

	function done(button, well) {
		button.textContent = well ? "Copied" : "Select it and press Ctrl-C";
		say(button.textContent);
	}

	function copy(button) {
		const code = button.parentNode.querySelector("code");

		getSelection().selectAllChildren(code);
		if (navigator.clipboard)
			navigator.clipboard.writeText(code.textContent).then(
				() => done(button, true),
				() => done(button, document.execCommand("copy")));
		else
			done(button, document.execCommand("copy"));
	}

	document.documentElement.classList.add("scripted");
	said.className = "said";
	said.setAttribute("role", "status");
	document.body.append(said);
	for (const name of ["cause", "origin", "harm"])
		offer(name);
	form.addEventListener("input", choose);
	form.addEventListener("submit", (e) => e.preventDefault());
	document.getElementById("open").addEventListener("click", () => open(true));
	document.getElementById("shut").addEventListener("click", () => open(false));
	list.addEventListener("click", (e) => {
		if (e.target.className === "copy")
			copy(e.target);
	});
	list.addEventListener("toggle", (e) => e.target.open && link(e.target), true);
	for (const details of list.querySelectorAll("details[open]"))
		link(details);
	for (const p of document.querySelectorAll(".together p"))
		linkGroup(p);
	addEventListener("hashchange", follow);
	choose();
	follow();
})();
