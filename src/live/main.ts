import { type CostList, type CostSet, costIn, MACHINE_COSTS } from '../price/cost-list.ts';
import type { Costs } from '../price/cost-table.ts';
import { idleCosts } from '../price/idle/idle-costs.ts';
import { leadsHtml } from '../report/markup/markup.ts';
import type { LiveKind, Payload, Priced } from '../report/page/live.ts';
import { LIVE_IDS } from '../report/page/page.ts';
import { Controls } from './controls.ts';
import { button, copy, download, element, whenIdle } from './elements.ts';
import { Figures } from './figures.ts';
import { KINDS } from './kinds.ts';
import { addMenus } from './menu.ts';
import { patchHtml } from './patch.ts';
import { changedSentence, goneSentence, paragraph, presetsHtml, resultSentence, resultsHtml } from './results.ts';
import {
  AS_WRITTEN,
  costsFile,
  costsOf,
  fragmentOf,
  isAsWritten,
  problemSentences,
  readCostsFile,
  readFragment,
  type State,
  withValue,
} from './state.ts';

/** What the page carries. */
async function carried(): Promise<Payload> {
  const text = document.getElementById(LIVE_IDS.payload)!.textContent;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as Payload;
}

/** The page, and what a reader does to it. */
class LivePage {
  private readonly payload: Payload;
  private readonly list: CostList;
  private readonly totals: string | undefined;
  private readonly opened: ReturnType<LiveKind<unknown, CostSet>['open']>;
  private readonly figures = new Figures();
  private readonly written: Priced;
  private now: Priced;
  private state: State = AS_WRITTEN;
  private section = '';
  private readonly controls: Controls;
  /** What happened, for everybody; and what came of it, for who hears the page. */
  private readonly status = element('p', { role: 'status' });
  private readonly spoken = element('p', { 'aria-live': 'polite', class: 'spoken' });
  private readonly summary = element('summary');
  private readonly results = element('div', { class: 'results' });
  private readonly presets = element('select', { id: 'presets' });
  private announced: ReturnType<typeof setTimeout> | undefined;

  constructor(payload: Payload) {
    this.payload = payload;
    const kind = KINDS.find(({ name }) => name === payload.kind) as LiveKind<unknown, CostSet> | undefined;
    if (kind === undefined) throw new Error(`no page of the kind ${payload.kind}`);
    this.list = kind.costs ?? MACHINE_COSTS;
    this.totals = kind.totals;
    this.opened = kind.open(payload.content, payload.costs);
    this.written = this.now = this.opened.priced(payload.costs);
    // Of costs of its own every page uses all.
    const idle =
      kind.costs === undefined ? idleCosts(this.opened.counts, payload.costs as Costs) : new Map<string, string>();
    this.controls = new Controls(this.list, payload, idle, {
      onValue: (name, value) => this.choose(withValue(payload, this.state, name, value)),
      onProblem: (sentence) => this.say(sentence),
      onReset: (name) => this.choose(withValue(payload, this.state, name, costIn(payload.costs, name).value)),
    });
    this.build();
    addMenus(this.written.figures, (name) => this.now.figures.find((figure) => figure.name === name), (text) => this.say(text)); // biome-ignore format: a line
    addEventListener('hashchange', () => this.follow(false));
    this.follow(true);
    whenIdle(() => this.showPresets());
  }

  private build(): void {
    const { costs, presets } = this.payload;
    this.presets.append(element('option', { value: '' }, `${costs.name}, as the page was written`), ...presets.map(({ name }) => element('option', { value: name }, name))); // biome-ignore format: a line
    this.presets.addEventListener('change', () => this.choose({ preset: this.presets.value || undefined, values: new Map() })); // biome-ignore format: a line
    const file = element('input', { type: 'file', accept: '.json,application/json', id: 'costs-file' });
    file.addEventListener('change', () => void this.read(file));
    const panel = element('details', { id: LIVE_IDS.panel },
      this.summary,
      element('div', { class: 'panel' },
        element('h2', {}, 'What if it cost …'),
        this.results,
        this.status,
        this.spoken,
        element('p', { class: 'choose' }, element('label', { for: 'presets' }, 'Costs '), this.presets),
        element('p', { class: 'actions' },
          button('Reset all', () => this.choose(AS_WRITTEN)),
          button('Copy link', () => void copy(location.href, 'link.txt').then((text) => this.say(text))),
          button('Save costs', () => download('costs.json', 'application/json', costsFile(costsOf(this.payload, this.state), document.title))),
        ),
        element('p', { class: 'choose' }, element('label', { for: 'costs-file' }, 'Open saved costs '), file),
        this.controls.element,
        element('div', { id: 'side-by-side' }),
      ),
    ); // biome-ignore format: elements
    if (matchMedia('(min-width: 80rem)').matches) panel.open = true;
    document.getElementById(LIVE_IDS.main)!.after(element('aside', { 'aria-label': 'Other costs' }, panel));
    document.body.classList.add('live');
  }

  /** The state and the section of the page's address. A section alone, once the page is open, is a way within it: what was chosen stays. */
  private follow(opened: boolean): void {
    const { state, section, problems } = readFragment(this.list, this.payload, location.hash);
    this.section = section;
    if (!opened && isAsWritten(state) && problems.length === 0) this.choose(this.state);
    else this.show(state);
    if (problems.length > 0) this.say(problemSentences(problems));
    if (section !== '') document.getElementById(section)?.scrollIntoView();
  }

  private choose(state: State): void {
    this.show(state);
    const fragment = fragmentOf(this.list, state, this.section);
    history.replaceState(null, '', fragment === '' ? location.pathname + location.search : `#${fragment}`);
  }

  private show(state: State): void {
    const costs = costsOf(this.payload, state);
    let priced: Priced;
    try {
      priced = isAsWritten(state) ? this.written : this.opened.priced(costs);
    } catch (error) {
      this.say(`Nothing is changed: ${(error as Error).message}`);
      return;
    }
    const isChanged = priced !== this.now;
    this.state = state;
    this.now = priced;
    const gone = this.written.parts.filter(({ id }) => !priced.parts.some((part) => part.id === id));
    patchHtml(
      document.getElementById(LIVE_IDS.leads)!,
      leadsHtml(priced.leads) +
        [changedSentence(this.list, costs, this.payload.costs), goneSentence(gone)].map(paragraph).join(''),
    );
    for (const { id, html } of priced.parts) {
      const body = document.getElementById(id)?.querySelector(':scope > div');
      if (body !== null && body !== undefined) patchHtml(body, html);
    }
    for (const { id } of this.written.parts) document.getElementById(id)!.hidden = gone.some((part) => part.id === id);
    if (isChanged) this.figures.show(priced.figures);
    this.controls.show(this.list, costs, this.payload.costs);
    this.presets.value = state.preset ?? '';
    patchHtml(this.results, resultsHtml(priced.totals, this.written.totals, this.totals));
    const sentence = resultSentence(priced.totals, this.written.totals);
    this.summary.textContent = isAsWritten(state)
      ? 'What if it cost something else? A slider for each cost'
      : `What if … ${sentence}`;
    clearTimeout(this.announced);
    this.say('');
    if (isChanged)
      this.announced = setTimeout(() => {
        this.spoken.textContent = sentence;
      }, 400);
  }

  private say(text: string): void {
    this.status.textContent = text;
  }

  private async read(file: HTMLInputElement): Promise<void> {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    try {
      const values = readCostsFile(this.list, await chosen.text());
      let state: State = AS_WRITTEN;
      for (const [name, value] of values) state = withValue(this.payload, state, name, value);
      this.choose(state);
      this.say(`${values.size} costs read, ${state.values.size} of them other than the page was written with.`);
    } catch (error) {
      this.say((error as Error).message);
    }
    file.value = '';
  }

  private showPresets(): void {
    const { costs, presets } = this.payload;
    const sets = [{ name: `${costs.name} (here)`, totals: this.written.totals }, ...presets.filter(({ name }) => name !== costs.name).map((set) => ({ name: set.name, totals: this.opened.priced(set).totals }))]; // biome-ignore format: a line
    patchHtml(document.getElementById('side-by-side')!, presetsHtml(sets));
  }
}

carried()
  .then((payload) => new LivePage(payload))
  .catch((error: Error) => {
    const sentence = `This browser cannot make the page again under other costs (${error.message}); it is complete as it was written.`;
    document.querySelector('footer')?.append(element('p', { role: 'status' }, sentence));
  });
