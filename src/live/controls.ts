import { boundsOf, type CostList, type CostSet, costIn, namesOf, unitIn } from '../price/cost-list.ts';
import type { Payload } from '../report/page/live.ts';
import { capital } from '../report/text/words.ts';
import { element } from './elements.ts';
import { positionOf, type Scale, STEPS, scaleOf, valueAt } from './scale.ts';
import { valueProblem } from './state.ts';

/** A slider and a field of a cost. */
interface Control {
  name: string;
  row: HTMLElement;
  slider: HTMLInputElement;
  field: HTMLInputElement;
  reset: HTMLButtonElement;
  scale: Scale;
}

export interface ControlEvents {
  /** Somebody has chosen a value. */
  onValue(name: string, value: number): void;
  /** Somebody wants the value that the page was written with. */
  onReset(name: string): void;
  /** What was typed is no value: a sentence. */
  onProblem(sentence: string): void;
}

/** The controls of all costs, by group; those that change nothing here say why. */
export class Controls {
  readonly element: HTMLElement;
  private readonly controls: Control[] = [];

  constructor(list: CostList, payload: Payload, idle: ReadonlyMap<string, string>, events: ControlEvents) {
    const groups = list.groups.map((group) => {
      const names = namesOf(list).filter((name) => list.costs[name][2] === group);
      const acting = names.filter((name) => !idle.has(name));
      const rows = names.map((name) => this.row(list, payload, name, idle.get(name), events));
      return element('details', acting.length > 0 ? { open: '' } : {}, element('summary', {}, group), ...rows);
    });
    this.element = element('div', { class: 'controls' }, ...groups);
  }

  private row(list: CostList, { costs, ranges }: Payload, name: string, idle: string | undefined, events: ControlEvents): HTMLElement {
    const [, meaning] = list.costs[name];
    const [unit, bounds] = [unitIn(list, name), boundsOf(list, name)];
    const { value, kind, source } = costIn(costs, name);
    const range = ranges[name];
    const scale = scaleOf(value, range ?? [value, value], bounds);
    const hint = `cost-${name}-hint`;
    const label = `${name}, ${unit}`;
    const slider = element('input', { type: 'range', min: '0', max: `${STEPS}`, 'aria-label': `${label}, slider`, 'aria-describedby': hint });
    const field = element('input', { type: 'number', id: `cost-${name}`, min: `${bounds.min}`, max: `${bounds.max}`, step: 'any', 'aria-describedby': hint });
    const reset = element('button', { type: 'button', 'aria-label': `Reset ${name}` }, 'reset');
    slider.addEventListener('input', () => events.onValue(name, valueAt(scale, Number(slider.value))));
    field.addEventListener('input', () => {
      const problem = field.value === '' ? undefined : valueProblem(list, name, Number(field.value));
      const isWrong = problem !== undefined || field.validity.badInput;
      field.setAttribute('aria-invalid', `${isWrong}`);
      if (isWrong) events.onProblem(`${problem ?? `${name}: expected a number in ${unit}`}.`);
      else if (field.value !== '') events.onValue(name, Number(field.value));
    });
    // What is no value goes when somebody leaves it.
    field.addEventListener('blur', () => {
      field.setAttribute('aria-invalid', 'false');
      field.value = field.dataset.value ?? field.value;
    });
    reset.addEventListener('click', () => events.onReset(name));
    const prior = range === undefined ? '' : ` It may be ${range[0]} to ${range[1]} ${unit}, the shaded part.`;
    const shade = element('span', { class: 'prior', 'aria-hidden': 'true' });
    shade.style.setProperty('--from', `${positionOf(scale, range?.[0] ?? 0) / 10}%`);
    shade.style.setProperty('--to', `${positionOf(scale, range?.[1] ?? 0) / 10}%`);
    const row = element('div', { class: 'control' },
      element('label', { for: `cost-${name}` }, label), field, reset, slider, ...(range === undefined ? [] : [shade]),
      ...(idle === undefined ? [] : [element('p', { class: 'idle' }, `Changes nothing here: ${idle}.`)]),
      element('details', { class: 'about' }, element('summary', {}, meaning), element('p', { id: hint }, `${capital(kind)}: ${source}${source.endsWith('.') ? '' : '.'}${prior}`)),
    );
    this.controls.push({ name, row, slider, field, reset, scale });
    return row;
  } // biome-ignore format: elements

  /** Shows the costs; `field` keeps what is being typed. */
  show(list: CostList, costs: CostSet, given: CostSet): void {
    for (const { name, row, slider, field, reset, scale } of this.controls) {
      const { value } = costIn(costs, name);
      const changed = value !== costIn(given, name).value;
      if (document.activeElement !== field || Number(field.value) !== value) field.value = `${value}`;
      field.dataset.value = `${value}`;
      slider.value = `${positionOf(scale, value)}`;
      slider.setAttribute('aria-valuetext', `${value} ${unitIn(list, name)}`);
      row.classList.toggle('changed', changed);
      reset.disabled = !changed;
    }
  }
}
