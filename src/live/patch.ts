/** What is in an element, without the white space between. */
const contentOf = (element: Element): ChildNode[] =>
  [...element.childNodes].filter((node) => node.nodeType !== Node.TEXT_NODE || node.nodeValue!.trim() !== '');

/**
 * Makes one element's content that of another, and leaves what is alike as it is: what is folded out stays so, what has the focus keeps it, and where one has
 * scrolled to. Figures stay: they are drawn anew by themselves.
 */
function patch(now: Element, next: Element): void {
  if (now.localName === 'figure' && now.getAttribute('data-chart') === next.getAttribute('data-chart')) return;
  for (const { name, value } of [...next.attributes])
    if (now.getAttribute(name) !== value) now.setAttribute(name, value);
  // What is folded out has an attribute of its own, which stays.
  if (!next.hasAttribute('class')) now.removeAttribute('class');
  const present = contentOf(now);
  const wanted = contentOf(next);
  wanted.forEach((node, n) => {
    const old = present[n];
    if (old instanceof Element && node instanceof Element && old.localName === node.localName) patch(old, node);
    else if (old?.nodeType === Node.TEXT_NODE && node.nodeType === Node.TEXT_NODE) old.nodeValue = node.nodeValue;
    else if (old === undefined) now.append(withFigures(node));
    else old.replaceWith(withFigures(node));
  });
  for (const old of present.slice(wanted.length)) old.remove();
}

/** With the page's own figures in their places. */
function withFigures(node: ChildNode): ChildNode {
  if (!(node instanceof Element)) return node;
  for (const slot of node.querySelectorAll('figure'))
    slot.replaceWith(document.getElementById(`figure-${slot.dataset.chart}`) ?? slot);
  return node;
}

/** Makes an element's content this HTML, which our own code has made, its text escaped. */
export function patchHtml(now: Element, html: string): void {
  const next = now.cloneNode(false) as Element;
  next.innerHTML = html;
  patch(now, next);
}
