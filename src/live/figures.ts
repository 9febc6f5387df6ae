import { WIDE } from '../report/draw/theme.ts';
import { inlineSvg } from '../report/markup/markup.ts';
import { type Figure, PLACES } from '../report/page/page.ts';
import { svgText } from './drawing.ts';
import { whenIdle } from './elements.ts';

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
  private readonly stale = new Map<HTMLElement, () => Promise<string>>();
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
      for (const [place, width] of Object.entries(PLACES)) {
        const element = figure.querySelector<HTMLElement>(`.${place}`);
        if (element !== null) this.stale.set(element, () => svgText(draw(width), `${name}-${place}`));
      }
    }
    this.drawInSight();
  }

  private drawInSight(): void {
    if (!this.busy) void this.draw();
  }

  private async draw(next = this.next()): Promise<void> {
    this.busy = true;
    for (; next !== undefined; next = this.next()) {
      const [place, svg] = next;
      this.stale.delete(place);
      const text = await svg();
      if (!this.stale.has(place)) place.innerHTML = inlineSvg(text);
    }
    this.busy = false;
    // Then one that nobody sees yet.
    if (this.stale.size > 0)
      whenIdle(() => {
        const [first] = this.stale;
        if (!this.busy && first !== undefined) void this.draw(first);
      });
  }

  private next(): [HTMLElement, () => Promise<string>] | undefined {
    return [...this.stale].find(([place]) => place.offsetParent !== null && this.inSight.has(place.closest('figure')!));
  }
}
