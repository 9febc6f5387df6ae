import type { TopLevelSpec } from 'vega-lite';
import { NARROW, WIDE } from '../report/draw/theme.ts';
import { inlineSvg } from '../report/markup/markup.ts';
import type { Figure } from '../report/page/page.ts';
import { svgText } from './drawing.ts';

/** A place of a chart: wide and narrow. */
const WIDTHS = { wide: WIDE, narrow: NARROW } as const;

/** The charts of a page: those that are in sight are drawn at once, the others when there is time. */
export class Figures {
  private readonly inSight = new Set<Element>();
  private readonly observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.inSight.add(target);
      else this.inSight.delete(target);
    }
    this.drawInSight();
  });
  /** To be drawn: places, and what goes there. */
  private readonly stale = new Map<HTMLElement, () => TopLevelSpec>();
  private busy = false;

  /** Every chart anew. */
  show(figures: readonly Figure[]): void {
    for (const { name, draw } of figures) {
      const figure = document.getElementById(`figure-${name}`);
      if (figure === null) continue;
      this.observer.observe(figure);
      const caption = figure.querySelector('figcaption');
      const description = draw(WIDE).description ?? '';
      if (caption !== null && caption.textContent !== description) caption.textContent = description;
      for (const [place, width] of Object.entries(WIDTHS)) {
        const element = figure.querySelector<HTMLElement>(`.${place}`);
        if (element !== null) this.stale.set(element, () => draw(width));
      }
    }
    this.drawInSight();
  }

  private drawInSight(): void {
    if (!this.busy) void this.draw();
  }

  private async draw(): Promise<void> {
    this.busy = true;
    for (let next = this.next(); next !== undefined; next = this.next()) {
      const [place, spec] = next;
      this.stale.delete(place);
      const svg = await svgText(spec());
      if (!this.stale.has(place)) place.innerHTML = inlineSvg(svg);
    }
    this.busy = false;
    if (this.stale.size > 0) requestIdleCallback(() => this.drawOne());
  }

  /** One that nobody sees yet. */
  private async drawOne(): Promise<void> {
    const [first] = this.stale;
    if (first === undefined || this.busy) return;
    this.busy = true;
    const [place, spec] = first;
    this.stale.delete(place);
    place.innerHTML = inlineSvg(await svgText(spec()));
    await this.draw();
  }

  private next(): [HTMLElement, () => TopLevelSpec] | undefined {
    return [...this.stale].find(([place]) => place.offsetParent !== null && this.inSight.has(place.closest('figure')!));
  }

  /** Resolves when every chart is as it is to be. */
  async settled(): Promise<void> {
    while (this.stale.size > 0 || this.busy) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
