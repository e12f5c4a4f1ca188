/* Draws the figures that the server passed as JSON and keeps them in step with the page.

   <figure class="chart"><div class="chart-box" data-chart="{…}">first paint as SVG</div></figure>
   The server gives data and layout; colours come from the page's own custom properties, so that they follow the theme.
   Plotly is large: it is fetched when the first chart comes near the screen, and each chart is drawn when it does.
   Until then, and if that fails, the SVG that the server made stands in its place. */
(() => {
  "use strict";

  const SERIES = 7;
  const NARROW = 480;
  const CONFIG = { displayModeBar: false, responsive: false, showSendToCloud: false, scrollZoom: false, locale: "en" };
  const library = document.currentScript.dataset.library;
  const drawn = new Set();
  let loading = null;

  function plotly() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.addEventListener("load", () => resolve(window.Plotly));
      script.addEventListener("error", reject);
      document.head.append(script);
    });
    return loading;
  }

  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        plotly().then(() => target.isConnected && draw(target), () => {});
      }
    },
    { rootMargin: "200px" },
  );
  const sizes = new ResizeObserver((entries) => {
    for (const entry of entries) {
      const plot = entry.target.querySelector(".chart-plot");
      if (plot && plot.classList.contains("js-plotly-plot")) window.Plotly.Plots.resize(plot);
    }
  });

  /* A custom property that may be light-dark() is resolved by giving it to an element. */
  function colour(name) {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }

  function look() {
    const ink = colour("--ink");
    const soft = colour("--ink-soft");
    const hairline = colour("--hairline");
    const axis = { gridcolor: hairline, linecolor: hairline, zerolinecolor: soft, tickfont: { color: soft } };
    const series = Array.from({ length: SERIES }, (_, index) => colour(`--series-${index + 1}`));
    return {
      colorway: series,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: getComputedStyle(document.body).fontFamily, size: 13, color: ink },
      hoverlabel: { bgcolor: colour("--sheet"), bordercolor: colour("--edge"), font: { color: ink } },
      xaxis: axis,
      yaxis: axis,
    };
  }

  function layoutOf(figure, width) {
    const given = thinned(figure.layout || {}, width);
    const template = given.template || {};
    return { ...given, autosize: true, template: { ...template, layout: merged(template.layout || {}, look()) } };
  }

  /* On a phone every second month keeps its name, so that none has to lie on its side. */
  function thinned(layout, width) {
    const axis = layout.xaxis;
    if (width >= NARROW || !axis || !axis.tickvals || axis.tickvals.length < 8) return layout;
    const every = Math.ceil(axis.tickvals.length / 6);
    const kept = (_, place) => place % every === 0;
    return { ...layout, xaxis: { ...axis, tickvals: axis.tickvals.filter(kept), ticktext: axis.ticktext.filter(kept) } };
  }

  function merged(under, over) {
    const result = { ...under };
    for (const [key, value] of Object.entries(over)) {
      const both = value && typeof value === "object" && !Array.isArray(value) && typeof under[key] === "object";
      result[key] = both ? merged(under[key], value) : value;
    }
    return result;
  }

  function draw(box) {
    const figure = JSON.parse(box.dataset.chart);
    let plot = box.querySelector(".chart-plot");
    if (!plot) {
      plot = document.createElement("div");
      plot.className = "chart-plot";
      plot.setAttribute("aria-hidden", "true");
      box.append(plot);
    }
    window.Plotly.react(plot, figure.data, layoutOf(figure, box.clientWidth), CONFIG).then(() => {
      box.classList.add("chart-drawn");
      drawn.add(box);
      sizes.observe(box);
    });
  }

  function forget(box) {
    near.unobserve(box);
    sizes.unobserve(box);
    drawn.delete(box);
    const plot = box.querySelector(".chart-plot");
    if (plot && window.Plotly) window.Plotly.purge(plot);
  }

  function boxesIn(element) {
    const inside = Array.from(element.querySelectorAll("[data-chart]"));
    return element.matches("[data-chart]") ? [element, ...inside] : inside;
  }

  function redraw() {
    for (const box of drawn) draw(box);
  }

  window.htmx.onLoad((element) => {
    if (element instanceof Element) boxesIn(element).forEach((box) => near.observe(box));
  });
  document.addEventListener("htmx:beforeCleanupElement", (event) => {
    const { elt } = event.detail;
    if (elt instanceof Element && elt.matches("[data-chart]")) forget(elt);
  });
  document.addEventListener("portal:theme", redraw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
})();
