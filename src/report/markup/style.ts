import { BAR_COLORS, GRID, INK, MONITOR_ON_DARK, NARROW, PAPER, SOFT_INK, WIDE } from '../draw/theme.ts';

/** The page's style. In a dark scheme the charts' ink, grid and paper are turned over by their values in the theme. */
export const STYLE = `
:root { color-scheme: light dark; --ink: ${INK}; --soft: ${SOFT_INK}; --grid: ${GRID}; --paper: ${PAPER}; --panel: #f6f8fa; --accent: ${BAR_COLORS.monitor}; --monitor: ${BAR_COLORS.monitor}; --link: ${BAR_COLORS.user}; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --soft: #a2abb5; --grid: #353b43; --paper: #14171b; --panel: #1d2127; --accent: #e58bb0; --link: #8fbdf0; --monitor: ${MONITOR_ON_DARK}; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1.25rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; text-wrap: pretty; }
h1 { margin: 0 0 .25rem; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.6rem 0 .4rem; font-size: 1.2rem; }
.kicker { margin: 0 0 .3rem; color: var(--accent); font-size: .85rem; font-weight: 600; letter-spacing: .04em; }
.lead { margin: .6rem 0 0; font-size: 1.2rem; max-width: 46rem; overflow-wrap: anywhere; }
section p, .notes { max-width: 46rem; color: var(--soft); margin: 0 0 .8rem; overflow-wrap: anywhere; }
.charts { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 1rem; margin: 1.6rem 0 0 -12px; }
figure { flex: 0 1 auto; margin: 0; max-width: 100%; width: ${WIDE}px; }
figure svg { display: block; max-width: 100%; height: auto; }
figure .narrow { display: none; }
figcaption { margin: .3rem 12px 0; color: var(--soft); font-size: .8rem; line-height: 1.4; overflow-wrap: anywhere; }
caption { text-align: left; padding: 0 0 .35rem; color: var(--soft); font-size: .8rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; margin: 1.4rem 0 0; padding: 0; list-style: none; font-size: .9rem; }
a { color: var(--link); text-underline-offset: .15em; }
section { scroll-margin-top: 1rem; }
figure rect[fill="${PAPER}"] { fill: none; }
figure [fill="${INK}"] { fill: var(--ink); }
figure [fill="${SOFT_INK}"] { fill: var(--soft); }
figure [fill="${BAR_COLORS.monitor}"] { fill: var(--monitor); }
figure [stroke="${BAR_COLORS.monitor}"] { stroke: var(--monitor); }
figure [stroke="${INK}"] { stroke: var(--ink); }
figure [stroke="${SOFT_INK}"] { stroke: var(--soft); }
figure [stroke="${GRID}"] { stroke: var(--grid); }
.scroll { overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .32rem .5rem; text-align: left; vertical-align: top; white-space: nowrap; border-bottom: 1px solid var(--grid); }
th:first-child, td:first-child { padding-left: 0; }
thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; white-space: normal; min-width: 3.6rem; border-bottom: 1.5px solid var(--soft); }
tbody th { font-weight: 400; }
.n { text-align: right; }
.p { white-space: normal; min-width: 15rem; color: var(--soft); }
.total > * { font-weight: 700; border-top: 1.5px solid var(--soft); }
pre { margin: 0; padding: .8rem 1rem; background: var(--panel); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem; }
details { margin-top: .8rem; }
summary { cursor: pointer; color: var(--soft); }
aside { font-size: .875rem; }
aside table { font-size: .8rem; }
aside th, aside td { white-space: normal; overflow-wrap: anywhere; }
aside tbody th { background: none; position: static; min-width: 0; }
figcaption + *, .charts + .scroll, .scroll + .notes { margin-top: 1rem; }
aside h2 { margin: 0 0 .5rem; font-size: 1.05rem; }
#live-panel > summary { font-weight: 600; color: var(--ink); padding: .6rem .9rem; overflow-wrap: anywhere; position: sticky; top: 0; z-index: 1; background: var(--panel); }
.panel { padding: .4rem .9rem 1rem; }
.controls > details > summary { font-weight: 600; color: var(--ink); margin-top: .5rem; }
.controls > details > summary::first-letter { text-transform: uppercase; }
.control { display: grid; grid-template-columns: 1fr 6.5rem auto; gap: .1rem .4rem; align-items: center; padding: .35rem 0; border-bottom: 1px solid var(--grid); }
.control label { overflow-wrap: anywhere; }
.control.changed label { color: var(--accent); font-weight: 600; }
.control input[type="range"] { grid-column: 1 / -1; width: 100%; margin: 0; accent-color: var(--link); }
.control .prior { grid-column: 1 / -1; height: 4px; margin: 0 8px; border-radius: 2px;
  background: linear-gradient(to right, transparent var(--from), var(--soft) var(--from) var(--to), transparent var(--to)); }
.control p { grid-column: 1 / -1; margin: 0; color: var(--soft); font-size: .8rem; overflow-wrap: anywhere; }
.control .about { grid-column: 1 / -1; margin: 0; font-size: .8rem; }
.control .idle { font-style: italic; }
aside input, aside select, aside button, .menu button { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: 4px; padding: .1rem .4rem; max-width: 100%; }
aside button:disabled { visibility: hidden; }
aside button, .menu button, summary { cursor: pointer; }
aside p { margin: .4rem 0; }
/* Heard, not seen. */
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
aside [role=status] { color: var(--accent); }
.actions { display: flex; flex-wrap: wrap; gap: .4rem; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.lead.changed { color: var(--accent); font-size: 1rem; }
figure { position: relative; }
.menu { position: absolute; top: 0; right: 4px; margin: 0; text-align: right; }
.menu summary { list-style: none; padding: 0 .4rem; font-weight: 700; }
.menu > div { display: grid; gap: .25rem; padding: .4rem; background: var(--panel); border: 1px solid var(--grid); border-radius: 6px; }
@media (min-width: 80rem) {
  body.live { max-width: 94rem; display: grid; grid-template-columns: minmax(0, 1fr) 23rem; column-gap: 2rem; }
  body.live > * { grid-column: 1; }
  body.live > aside { grid-column: 2; grid-row: 1 / span 5; }
  #live-panel { position: sticky; top: 0; max-height: 100vh; overflow-y: auto; background: var(--panel); border-radius: 8px; margin: 0; }
}
@media (max-width: 79.99rem) {
  body.live { padding-bottom: 5rem; }
  #live-panel { position: fixed; inset: auto 0 0 0; max-height: 62vh; overflow-y: auto; background: var(--panel); border-top: 1px solid var(--soft); margin: 0; }
}
footer { margin-top: 3rem; color: var(--soft); font-size: .85rem; }
/* Charts are drawn for either side of this width, not shrunk. */
@media (max-width: 35rem) { figure { width: ${NARROW}px; } figure .wide { display: none; } figure .narrow { display: block; } }
@media (max-width: 40rem) { body { padding: 1.25rem .9rem 2rem; } h1 { font-size: 1.5rem; } .lead { font-size: 1.08rem; } th, td { padding: .3rem .4rem; } thead th { min-width: 0; }
  tbody th { white-space: normal; min-width: 5.5rem; position: sticky; left: 0; background: var(--paper); } .p { min-width: 11rem; } }
@media print {
  :root { --ink: #000; --soft: #444; --grid: #ccc; --paper: #fff; --panel: #f4f4f4; --accent: ${BAR_COLORS.monitor}; --monitor: ${BAR_COLORS.monitor}; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; } th, td { white-space: normal; padding: .2rem .45rem; } .p { min-width: 0; }
  nav, aside, .menu { display: none; } body.live { display: block; } a { color: inherit; }
  details::details-content { content-visibility: visible; block-size: auto; } details > summary { display: none; }
  tr, figure { break-inside: avoid; } h2, section p, caption, thead { break-after: avoid; } section p, caption { break-inside: avoid; } tbody tr:first-child { break-before: avoid; } figure .wide { display: block; } figure .narrow { display: none; } thead { display: table-header-group; }
}
`;
